# Grouped-query attention over the cache.

# hidden [B, T, keys] -> [B, 1, group * T, keys], 0 or -inf
def additive(hidden: Tensor, group: int) -> Tensor:
  m = torch.zeros(hidden.size(), dtype=6, device=hidden.device)
  m = torch.masked_fill(m, hidden, -inf)
  m = torch.unsqueeze(m, 1).expand([-1, group, -1, -1])
  return torch.reshape(m, [hidden.size(0), 1, group * hidden.size(1), hidden.size(2)])

# Chains, where a token's slot is its position. One rule for causality, padding and stale slots: a query at
# position p sees slots 0 to p. Padding queries (position -1) see slot 0, so that no row is empty.
def mask(positions: Tensor, keys: int, group: int) -> Tensor:
  slot = torch.arange(keys, device=positions.device)
  hidden = slot > torch.unsqueeze(torch.clamp(positions, 0), -1)
  return __torch__.attention.additive(hidden, group)

# Trees: a token is entered, then all that follow it, then it is left. A query sees what is entered and not yet left when
# it is entered itself. entries [B, T]; tree [3, B, keys]. Padding queries have entry 0: they see the first token.
def tree_mask(entries: Tensor, tree: Tensor, group: int) -> Tensor:
  at = torch.unsqueeze(entries, -1)
  hidden = torch.logical_or(torch.unsqueeze(tree[0], 1) > at, torch.unsqueeze(tree[1], 1) <= at)
  return __torch__.attention.additive(hidden, group)

# q [B, T, heads, hd], k and v [B, keys, kv heads, hd] -> [B, T, heads * hd].
# The query heads of a group become further query rows of their key head, so no key is copied.
def attend(q: Tensor, k: Tensor, v: Tensor, m: Tensor, scale: float) -> Tensor:
  b = q.size(0)
  t = q.size(1)
  kv_heads = k.size(2)
  group = q.size(2) // kv_heads
  width = q.size(3)
  grouped = torch.permute(q.view([b, t, kv_heads, group, width]), [0, 2, 3, 1, 4])
  grouped = torch.reshape(grouped, [b, kv_heads, group * t, width])
  z = torch.scaled_dot_product_attention(
      grouped, torch.transpose(k, 1, 2), torch.transpose(v, 1, 2), m, 0., False, scale=scale)
  z = torch.permute(z.view([b, kv_heads, group, t, width]), [0, 3, 1, 2, 4])
  return torch.reshape(z, [b, t, kv_heads * group * width])
