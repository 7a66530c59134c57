# What the machine itself can do: the most that any decoder could reach on it.

class Floors(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # Uniform numbers of a dtype (6 f32, 15 bf16).
  def numbers(self: __torch__.Floors, rows: int, columns: int, dtype: int, cuda: bool) -> Tensor:
    x = torch.rand([rows, columns]).to(dtype)
    if cuda:
      return x.to(torch.device("cuda:0"))
    return x

  # Reads every element once. A number is returned because a GPU is waited for only then.
  def read(self: __torch__.Floors, x: Tensor) -> float:
    return float(torch.sum(x))

  def square(self: __torch__.Floors, a: Tensor) -> float:
    return float(torch.select(torch.select(torch.mm(a, a), 0, 0), 0, 0))
