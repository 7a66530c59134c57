# Products with float32 matrices on the CPU where the library has no oneDNN. They are held turned, [in, out]: a product with one
# vector reads this faster.

# weight [out, in]
def hold(weight: Tensor) -> Tensor:
  return torch.contiguous(torch.transpose(weight, 0, 1))

# x [..., in] -> [..., out]
def product(x: Tensor, weight: Tensor) -> Tensor:
  return torch.matmul(x, weight)
