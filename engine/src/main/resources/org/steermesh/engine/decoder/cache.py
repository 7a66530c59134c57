# Keys and values of past tokens, per block [B, slots, kv heads, hd].
# Tokens take the slots in the order in which they run.

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

# One list, with room for more.
def widen(all: List[Tensor], slots: int) -> List[Tensor]:
  wide = annotate(List[Tensor], [])
  for x in all:
    y = torch.zeros([x.size(0), slots, x.size(2), x.size(3)], dtype=x.dtype, device=x.device)
    y[:, :x.size(1)] = x
    wide.append(y)
  return wide

def grow(c: __torch__.cache.Cache, slots: int) -> __torch__.cache.Cache:
  return __torch__.cache.Cache(__torch__.cache.widen(c.keys, slots), __torch__.cache.widen(c.values, slots))

# Copies of tokens of the one row, in pages [2 * blocks, size, kv heads, hd]: of every block the keys, then the values.
def pages(c: __torch__.cache.Cache, start: int, count: int, size: int) -> List[Tensor]:
  out = annotate(List[Tensor], [])
  for p in range(count):
    begin = start + p * size
    parts = annotate(List[Tensor], [])
    for i in range(len(c.keys)):
      parts.append(c.keys[i][:, begin:begin + size])
      parts.append(c.values[i][:, begin:begin + size])
    out.append(torch.cat(parts))
  return out

# The pages become the first tokens of the one row; their number.
def begin(c: __torch__.cache.Cache, pages: List[Tensor]) -> int:
  all = torch.cat(pages, 1)
  n = all.size(1)
  for i in range(len(c.keys)):
    keys = c.keys[i]
    values = c.values[i]
    keys[:, :n] = all[2 * i:2 * i + 1]
    values[:, :n] = all[2 * i + 1:2 * i + 2]
  return n

# Flat slot of every token, [n], for one write per block.
def destinations(p: __torch__.window.Part, slots: int) -> Tensor:
  return torch.floor_divide(p.places, p.columns) * slots + p.slots

# store [B, slots, heads, hd] takes x [n, heads, hd].
def write(store: Tensor, x: Tensor, to: Tensor) -> Tensor:
  flat = store.view([-1, store.size(2), store.size(3)])
  return flat.index_copy_(0, to, x)
