# Taps: reads and edits of activations at named points, on listed rows only. Rows are
# indices into the list of tokens. Rows that no tap lists keep their bits.

class Taps(NamedTuple):
  first : List[int]        # first tap of each point (block * 10 + point), and the end; [L * 10 + 1]
  kind : List[int]         # of each tap
  tensor : List[int]       # index of each tap's first tensor
  tensors : List[Tensor]
  out : List[Tensor]       # one per tap: rows read [n, d], what an edit did [n, 4], or 1 where a gate is open [n]

# Every edit: +0 rows int64 [n], +1 strengths [n, 1], +2 which direction [n], +3 unit directions [m, d].
# Dense edits add: +4 vectors [m, d], +5 values [m, 1].
# Sparse edits add: +4 W_enc [s, d], +5 b_enc [s], +6 theta [s], +7 W_dec [s, d], +8 values [s], +9 k [1].
def dense(x: Tensor, u: Tensor, kind: int, at: int, t: __torch__.taps.Taps) -> Tensor:
  c = t.tensors[at + 1]
  which = t.tensors[at + 2]
  if kind == 1:  # add
    return x + c * torch.index_select(t.tensors[at + 4], 0, which)
  if kind == 2:  # add, keep the norm
    y = x + c * torch.index_select(t.tensors[at + 4], 0, which)
    return y * (torch.norm(x, 2, [-1], True) / torch.clamp(torch.norm(y, 2, [-1], True), 1e-30))
  along = torch.sum(x * u, [-1], True)
  if kind == 3:  # project out
    return x - c * along * u
  return x + c * (torch.index_select(t.tensors[at + 5], 0, which) - along) * u  # clamp

def active(z: Tensor, theta: Tensor) -> Tensor:
  return torch.where(z > theta, z, torch.zeros_like(z))

def sparse(x: Tensor, kind: int, at: int, t: __torch__.taps.Taps) -> Tensor:
  c = t.tensors[at + 1]
  theta = t.tensors[at + 6]
  values = t.tensors[at + 8]
  z = __torch__.taps.active(torch.linear(x, t.tensors[at + 4], t.tensors[at + 5]), theta)
  change = c * (values - z)  # sparse clamp
  if kind == 5:  # sparse add, the autoencoder's own non-linearity
    change = __torch__.taps.active(z + c * values, theta) - z
  if kind == 6:  # sparse add, ReLU
    change = torch.relu(z + c * values) - z
  return x + torch.matmul(change, t.tensors[at + 7])

# The same with a TopK autoencoder, whose non-linearity looks at all its features: as many rows at a time as keep what
# exists at once small.
def sparse_top_k(x: Tensor, kind: int, at: int, t: __torch__.taps.Taps) -> Tensor:
  strengths = t.tensors[at + 1]
  bias = t.tensors[at + 5]
  k = int(t.tensors[at + 9])
  out = annotate(List[Tensor], [])
  step = max(1, 4194304 // bias.size(0))
  for i in range(0, x.size(0), step):
    part = x[i:i + step]
    z = __torch__.topk.active(torch.linear(part, t.tensors[at + 4], bias), k)
    steered = z + strengths[i:i + step] * t.tensors[at + 8]
    if kind == 8:
      steered = __torch__.topk.active(steered, k)
    else:
      steered = torch.relu(steered)
    change = steered - z
    # Few features change, and only their rows of W_dec are read.
    changed = torch.reshape(torch.nonzero(torch.any(change != 0., 0, False)), [-1])
    decoded = torch.matmul(
        torch.index_select(change, 1, changed), torch.index_select(t.tensors[at + 7], 0, changed))
    out.append(part + decoded)
  return torch.cat(out, 0)

# What an edit did, per row: |x|, |change|, component along the direction before and after.
def measure(x: Tensor, y: Tensor, u: Tensor) -> Tensor:
  return torch.stack([
      torch.norm(x, 2, [-1], False), torch.norm(y - x, 2, [-1], False),
      torch.sum(x * u, [-1], False), torch.sum(y * u, [-1], False)], -1)

# Which of the gate's tokens it is open at, where it stays open while the measure is above `closes`. Of each token: whether it was
# open before, and which of them stands before it in its sequence, or -1.
def remembered(measure: Tensor, opens: Tensor, closes: Tensor, begun: Tensor, previous: Tensor) -> Tensor:
  above = measure > opens
  kept = measure > closes
  open = torch.zeros_like(measure)
  for i in range(measure.size(0)):
    before = int(previous[i])
    was = float(begun[i]) > 0.
    if before >= 0:
      was = float(open[before]) > 0.
    if bool(above[i]) or (was and bool(kept[i])):
      _ = torch.fill_(open[i], 1.)
  return open

# Gates: +0 rows int64 [n], +1 number of the tensor of strengths that they close [1]; of those that remember then begun [n] and
# previous [n]. Then, on a component along a direction: the direction [1, d]; on a feature: W_enc [1, d], b_enc [1], theta [1].
# Then the thresholds for opening and closing, [1] each.
def gate(x: Tensor, kind: int, at: int, t: __torch__.taps.Taps) -> Tensor:
  own = at + 2
  if kind >= 12:
    own = at + 4
  if kind == 10 or kind == 12:
    measure = torch.sum(x * t.tensors[own], [-1])
    limits = own + 1
  else:
    z = __torch__.taps.active(torch.linear(x, t.tensors[own], t.tensors[own + 1]), t.tensors[own + 2])
    measure = torch.reshape(z, [-1])
    limits = own + 3
  if kind >= 12:
    open = __torch__.taps.remembered(measure, t.tensors[limits], t.tensors[limits + 1], t.tensors[at + 2], t.tensors[at + 3])
  else:
    open = (measure > t.tensors[limits]).to(6)
  strengths = int(t.tensors[at + 1])
  t.tensors[strengths] = t.tensors[strengths] * torch.unsqueeze(open, -1)
  return open

def apply(x: Tensor, site: int, t: __torch__.taps.Taps) -> Tensor:
  flat = torch.reshape(x, [-1, x.size(-1)])
  for i in range(t.first[site], t.first[site + 1]):
    at = t.tensor[i]
    kind = t.kind[i]
    rows = t.tensors[at]
    before = torch.index_select(flat, 0, rows)
    if kind == 0:  # read
      t.out.append(before)
    elif kind >= 10:
      t.out.append(__torch__.taps.gate(before, kind, at, t))
    else:
      u = torch.index_select(t.tensors[at + 3], 0, t.tensors[at + 2])
      after = before
      if kind < 5:
        after = __torch__.taps.dense(before, u, kind, at, t)
      elif kind < 8:
        after = __torch__.taps.sparse(before, kind, at, t)
      else:
        after = __torch__.taps.sparse_top_k(before, kind, at, t)
      t.out.append(__torch__.taps.measure(before, after, u))
      flat = torch.index_copy(flat, 0, rows, after)
  return flat.view(x.size())

def touch(x: Tensor, site: int, t: __torch__.taps.Taps) -> Tensor:
  if len(t.kind) == 0:
    return x
  if t.first[site] == t.first[site + 1]:
    return x
  return __torch__.taps.apply(x, site, t)
