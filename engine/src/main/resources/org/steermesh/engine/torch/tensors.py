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

  # x [out, in] -> float32 [in, out]
  def turn(self: __torch__.Tensors, x: Tensor, cuda: bool) -> Tensor:
    return torch.contiguous(torch.transpose(self.place(x, cuda).to(6), 0, 1))

  # Row by row, so that no second copy of a large matrix is needed.
  def inexact_in_float16(self: __torch__.Tensors, x: Tensor) -> int:
    n = 0
    for rows in torch.split(x, 1024):
      n = n + int(torch.sum(rows.to(5).to(6) != rows.to(6)))
    return n
