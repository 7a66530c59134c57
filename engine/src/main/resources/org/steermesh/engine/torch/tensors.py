# What DJL has no safe call for: it aborts the process on bfloat16.

class Tensors(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # A tensor of any dtype (5 f16, 6 f32, 7 f64, 15 bf16); its memory is replaced before it is read.
  def empty(self: __torch__.Tensors, shape: List[int], dtype: int) -> Tensor:
    return torch.empty(shape, dtype=dtype)

  def place(self: __torch__.Tensors, x: Tensor, cuda: bool) -> Tensor:
    if cuda:
      return x.to(torch.device("cuda:0"))
    return x

  # On its device first: a conversion there needs no second copy in memory.
  def convert(self: __torch__.Tensors, x: Tensor, dtype: int, cuda: bool) -> Tensor:
    return self.place(x, cuda).to(dtype)

  # x [out, in] + scale * b a, float32 sums; some rows at a time, so that only those exist in float32.
  def add(self: __torch__.Tensors, x: Tensor, b: Tensor, a: Tensor, scale: float, dtype: int, cuda: bool) -> Tensor:
    weight = self.place(x, cuda)
    sum = torch.empty(weight.size(), dtype=dtype, device=weight.device)
    for i in range(0, weight.size(0), 1024):
      sum[i:i + 1024] = torch.addmm(weight[i:i + 1024].to(6), b[i:i + 1024], a, beta=1, alpha=scale)
    return sum

  def rows(self: __torch__.Tensors, x: Tensor, first: int, count: int) -> Tensor:
    return x[first:first + count]

  def finite(self: __torch__.Tensors, x: Tensor) -> int:
    return int(torch.all(torch.isfinite(x)))

  # Some rows at a time, so that no second copy of a large matrix is needed. A bfloat16 has 8 digits: from 2^-17 to 65280, the largest below 2^16, float16
  # holds each exactly, and only the few others are looked at.
  def inexact_in_float16(self: __torch__.Tensors, x: Tensor) -> int:
    n = 0
    for rows in torch.split(x, 1024):
      doubtful = rows
      if rows.dtype == 15:
        size = torch.abs(rows)
        doubtful = torch.masked_select(rows, torch.logical_or(size < 0.00000762939453125, size > 65280.))
      n = n + int(torch.sum(doubtful.to(5).to(6) != doubtful.to(6)))
    return n
