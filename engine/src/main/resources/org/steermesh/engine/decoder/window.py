# The tokens of one pass: n tokens of B rows in one list, without padding. Only attention lays them out as B rows of T
# columns. Some may join late (decoder.run); those stand last, in the order of joining.

class Window(NamedTuple):
  ids : Tensor        # [n]
  positions : Tensor  # [n]
  slots : Tensor      # [n], the cache slot of each in its row
  places : Tensor     # [n], row * T + column
  rows : int          # B
  columns : int       # T
  keys : int          # cache slots to look at
  tree : Tensor       # rows that branch: of every slot its entry, exit and position [3, B, keys]; else [0]

# The tokens that run at a block: the first ones of the list, and of every row the first columns.
class Part(NamedTuple):
  positions : Tensor
  slots : Tensor
  places : Tensor  # row * columns + column
  rows : int
  columns : int
  full : bool      # whether the list is B rows of T as it stands
  own : __torch__.rows.Rows  # where each row has a cache of its own

def part(w: __torch__.window.Window, active: int, columns: int, joined: bool) -> __torch__.window.Part:
  places = w.places[:active]
  if columns < w.columns:
    places = places - torch.floor_divide(places, w.columns) * (w.columns - columns)
  full = active == w.rows * columns
  if joined and w.rows > 1:
    full = False
  return __torch__.window.Part(w.positions[:active], w.slots[:active], places, w.rows, columns, full, __torch__.rows.none())

# x [n] -> [B, T]
def grid(x: Tensor, p: __torch__.window.Part, fill: int) -> Tensor:
  if p.full:
    return x.view([p.rows, p.columns])
  padded = torch.full([p.rows * p.columns], fill, dtype=4, device=x.device)
  return padded.index_copy_(0, p.places, x).view([p.rows, p.columns])

# x [n, heads, hd] -> [B, T, heads, hd]
def spread(x: Tensor, p: __torch__.window.Part) -> Tensor:
  if p.full:
    return x.view([p.rows, p.columns, x.size(1), x.size(2)])
  padded = torch.zeros([p.rows * p.columns, x.size(1), x.size(2)], dtype=x.dtype, device=x.device)
  return padded.index_copy_(0, p.places, x).view([p.rows, p.columns, x.size(1), x.size(2)])

# z [B, T, width] -> [n, width]
def collect(z: Tensor, p: __torch__.window.Part) -> Tensor:
  flat = torch.reshape(z, [-1, z.size(2)])
  if p.full:
    return flat
  return torch.index_select(flat, 0, p.places)

# What each query may not see -> [B, 1, group * T, keys], 0 or -inf.
def mask(w: __torch__.window.Window, p: __torch__.window.Part, group: int, window: int) -> Tensor:
  positions = __torch__.window.grid(p.positions, p, -1)
  if w.tree.size(0) == 0:
    return __torch__.attention.mask(positions, w.keys, group, window)
  own = torch.floor_divide(p.places, p.columns) * w.keys + p.slots
  entries = torch.index_select(torch.reshape(w.tree[0], [-1]), 0, own)
  return __torch__.attention.tree_mask(__torch__.window.grid(entries, p, 0), positions, w.tree, group, window)
