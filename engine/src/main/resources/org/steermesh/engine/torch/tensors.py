# What DJL has no safe call for: it aborts the process on bfloat16.

class Tensors(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # A tensor of any dtype (5 f16, 6 f32, 7 f64, 15 bf16); its memory is replaced before it is read.
  def empty(self: __torch__.Tensors, shape: List[int], dtype: int) -> Tensor:
    return torch.empty(shape, dtype=dtype)

  def to_float32(self: __torch__.Tensors, x: Tensor) -> Tensor:
    return x.to(6)
