class Squares(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def gradient(self: __torch__.Squares, x: Tensor) -> Tensor:
    y = x.detach().requires_grad_(True)
    g = torch.autograd.grad([torch.sum(y * y)], [y])[0]
    assert g is not None
    return g

  def add(self: __torch__.Squares, x: Tensor, y: Tensor) -> Tensor:
    return x + y
