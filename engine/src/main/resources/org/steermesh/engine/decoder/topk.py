# The k largest of every row, exactly and always the same ones: of equal numbers the first.

# x [n, c] -> [n, c], true at min(k, c) places of every row.
def mask(x: Tensor, k: int) -> Tensor:
  if x.size(1) <= k:
    return torch.ones_like(x, dtype=11)
  least = torch.amin((torch.topk(x, k, -1, True, False))[0], [-1], True)
  kept = x >= least
  if int(torch.sum(kept)) == k * x.size(0):
    return kept
  above = x > least
  room = k - torch.sum(above, [-1], True)
  equal = x == least
  return torch.logical_or(above, torch.logical_and(equal, torch.cumsum(equal, -1) <= room))

# The non-linearity of a TopK autoencoder: max(x, 0) at the k largest of every row, else 0.
def active(x: Tensor, k: int) -> Tensor:
  return torch.where(__torch__.topk.mask(x, k), torch.relu(x), torch.zeros_like(x))
