# Keys and values of past tokens, per block [B, slots, kv heads, hd].
# A token's slot is its position; the last slot takes the padding and is never attended.

class Cache(NamedTuple):
  keys : List[Tensor]
  values : List[Tensor]

# blocks = 1 makes one scratch that all blocks of a single pass share, one after the other.
def create(like: Tensor, blocks: int, rows: int, slots: int, heads: int, width: int) -> __torch__.cache.Cache:
  keys = annotate(List[Tensor], [])
  values = annotate(List[Tensor], [])
  for i in range(blocks):
    keys.append(torch.zeros([rows, slots, heads, width], dtype=like.dtype, device=like.device))
    values.append(torch.zeros([rows, slots, heads, width], dtype=like.dtype, device=like.device))
  return __torch__.cache.Cache(keys, values)

# One list, resized: the padding slot stays the last one.
def widen(all: List[Tensor], slots: int) -> List[Tensor]:
  wide = annotate(List[Tensor], [])
  for x in all:
    old = x.size(1) - 1
    y = torch.zeros([x.size(0), slots, x.size(2), x.size(3)], dtype=x.dtype, device=x.device)
    y[:, :old] = x[:, :old]
    wide.append(y)
  return wide

def grow(c: __torch__.cache.Cache, slots: int) -> __torch__.cache.Cache:
  return __torch__.cache.Cache(__torch__.cache.widen(c.keys, slots), __torch__.cache.widen(c.values, slots))

# Flat slot of every token, [B * T], for one write per block.
def destinations(positions: Tensor, slots: int) -> Tensor:
  slot = torch.where(positions < 0, torch.full_like(positions, slots - 1), positions)
  first = torch.arange(positions.size(0), device=positions.device) * slots
  return torch.reshape(slot + torch.unsqueeze(first, 1), [-1])

# store [B, slots, heads, hd] takes x [B, T, heads, hd].
def write(store: Tensor, x: Tensor, to: Tensor) -> Tensor:
  flat = store.view([-1, store.size(2), store.size(3)])
  return flat.index_copy_(0, to, torch.reshape(x, [-1, x.size(2), x.size(3)]))
