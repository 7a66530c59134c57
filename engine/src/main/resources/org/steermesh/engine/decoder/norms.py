# Root-mean-square norm over the last dimension, in float32.

def rms(x: Tensor, weight: Tensor, eps: float) -> Tensor:
  return torch.rms_norm(x, [x.size(-1)], weight, eps)

# Where a family has this norm.
def optional(x: Tensor, weight: Optional[Tensor], eps: float) -> Tensor:
  if weight is not None:
    x = __torch__.norms.rms(x, weight, eps)
  return x
