# Rows that come and go: each has a cache of its own [1, slots, kv heads, hd] per block, so that it costs memory and attention
# for its own length only, and its attention does not know its neighbours.

class Rows(NamedTuple):
  borders : List[int]   # flat index of each row's first token, and the end; a row may have none
  starts : List[int]    # position of each row's first token
  masks : List[Tensor]  # of each kind of attention and row; [0] where one token looks back
  windows : List[int]   # of each kind of attention
  caches : List[__torch__.cache.Cache]

# Where all rows are in one cache.
def none() -> __torch__.rows.Rows:
  return __torch__.rows.Rows([0], annotate(List[int], []), annotate(List[Tensor], []), annotate(List[int], []), annotate(List[__torch__.cache.Cache], []))

def masks(positions: Tensor, borders: List[int], starts: List[int], windows: List[int], group: int) -> List[Tensor]:
  all = annotate(List[Tensor], [])
  for window in windows:
    for i in range(len(starts)):
      begin = borders[i]
      end = borders[i + 1]
      if end - begin > 1:
        own = torch.unsqueeze(positions[begin:end], 0)
        all.append(__torch__.attention.mask(own, starts[i] + end - begin, group, window))
      else:
        all.append(torch.zeros([0], device=positions.device))
  return all

# One token of a row, which sees all that its row has run: q [1, heads, hd], k and v [1, keys, kv heads, hd] -> [1, heads * hd].
def look_back(q: Tensor, k: Tensor, v: Tensor, scale: float, softcap: float) -> Tensor:
  kv_heads = k.size(2)
  grouped = torch.reshape(q, [1, kv_heads, -1, q.size(2)])
  keys = torch.transpose(k, 1, 2)
  values = torch.transpose(v, 1, 2)
  if softcap > 0.:
    scores = torch.tanh(torch.matmul(grouped, torch.transpose(keys, 2, 3)) * (scale / softcap)) * softcap
    z = torch.matmul(torch.softmax(scores, -1), values)
  else:
    z = torch.scaled_dot_product_attention(grouped, keys, values, None, 0., False, scale=scale)
  return torch.reshape(z, [1, -1])

# q [n, heads, hd], k and v [n, kv heads, hd] -> [n, heads * hd]
def attend(q: Tensor, k: Tensor, v: Tensor, block: int, kind: int, r: __torch__.rows.Rows, scale: float, softcap: float) -> Tensor:
  out = annotate(List[Tensor], [])
  for i in range(len(r.starts)):
    begin = r.borders[i]
    end = r.borders[i + 1]
    start = r.starts[i]
    upto = start + end - begin
    if end > begin:
      keys = r.caches[i].keys[block]
      values = r.caches[i].values[block]
      keys[:, start:upto] = k[begin:end]
      values[:, start:upto] = v[begin:end]
      if end - begin == 1:
        since = 0
        if r.windows[kind] > 0:
          since = max(0, upto - r.windows[kind])
        out.append(__torch__.rows.look_back(q[begin:end], keys[:, since:upto], values[:, since:upto], scale, softcap))
      else:
        mask = r.masks[kind * len(r.starts) + i]
        z = __torch__.attention.attend(torch.unsqueeze(q[begin:end], 0), keys[:, :upto], values[:, :upto], mask, scale, softcap)
        out.append(z[0])
  return torch.cat(out)
