# What the machine itself can do: the most that any decoder could reach on it.

class Floors(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # Uniform numbers of a dtype (6 f32, 15 bf16).
  def numbers(self: __torch__.Floors, rows: int, columns: int, dtype: int) -> Tensor:
    return torch.rand([rows, columns]).to(dtype)

  # Reads every element once.
  def read(self: __torch__.Floors, x: Tensor) -> Tensor:
    return torch.sum(x)

  def multiply(self: __torch__.Floors, a: Tensor, b: Tensor) -> Tensor:
    return torch.mm(a, b)
