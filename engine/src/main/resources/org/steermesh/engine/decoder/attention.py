# Grouped-query attention over the cache.

# hidden [B, T, keys] -> [B, 1, group * T, keys], 0 or -inf
def additive(hidden: Tensor, group: int) -> Tensor:
  m = torch.zeros(hidden.size(), dtype=6, device=hidden.device)
  m = torch.masked_fill(m, hidden, -inf)
  m = torch.unsqueeze(m, 1).expand([-1, group, -1, -1])
  return torch.reshape(m, [hidden.size(0), 1, group * hidden.size(1), hidden.size(2)])

# Chains, where a token's slot is its position. One rule for causality, padding and stale slots: a query at
# position p sees slots 0 to p, the last `window` of them where there is one (0: none). Padding queries (position -1)
# see slot 0, so that no row is empty.
def mask(positions: Tensor, keys: int, group: int, window: int) -> Tensor:
  slot = torch.arange(keys, device=positions.device)
  at = torch.unsqueeze(torch.clamp(positions, 0), -1)
  hidden = slot > at
  if window > 0:
    hidden = torch.logical_or(hidden, slot <= at - window)
  return __torch__.attention.additive(hidden, group)

# Trees: a token is entered, then all that follow it, then it is left. A query sees what is entered and not yet left when
# it is entered itself. entries and positions [B, T]; tree [3, B, keys] is entry, exit and position of every slot.
# Padding queries have entry 0: they see the first token.
def tree_mask(entries: Tensor, positions: Tensor, tree: Tensor, group: int, window: int) -> Tensor:
  at = torch.unsqueeze(entries, -1)
  hidden = torch.logical_or(torch.unsqueeze(tree[0], 1) > at, torch.unsqueeze(tree[1], 1) <= at)
  if window > 0:
    outside = torch.unsqueeze(tree[2], 1) <= torch.unsqueeze(positions, -1) - window
    hidden = torch.logical_or(hidden, outside)
  return __torch__.attention.additive(hidden, group)

# q [B, T, heads, hd], k and v [B, keys, kv heads, hd] -> [B, T, heads * hd].
# The query heads of a group become further query rows of their key head, so no key is copied.
# softcap (0: none) bounds the scores smoothly: cap * tanh(score / cap), Gemma 2.
def attend(q: Tensor, k: Tensor, v: Tensor, m: Tensor, scale: float, softcap: float) -> Tensor:
  b = q.size(0)
  t = q.size(1)
  kv_heads = k.size(2)
  group = q.size(2) // kv_heads
  width = q.size(3)
  grouped = torch.permute(q.view([b, t, kv_heads, group, width]), [0, 2, 3, 1, 4])
  grouped = torch.reshape(grouped, [b, kv_heads, group * t, width])
  keys = torch.transpose(k, 1, 2)
  values = torch.transpose(v, 1, 2)
  if softcap > 0.:
    scores = torch.tanh(torch.matmul(grouped, torch.transpose(keys, 2, 3)) * (scale / softcap)) * softcap
    z = torch.matmul(torch.softmax(scores + m, -1), values)
  else:
    z = torch.scaled_dot_product_attention(grouped, keys, values, m, 0., False, scale=scale)
  z = torch.permute(z.view([b, kv_heads, group, t, width]), [0, 3, 1, 2, 4])
  return torch.reshape(z, [b, t, kv_heads * group * width])
