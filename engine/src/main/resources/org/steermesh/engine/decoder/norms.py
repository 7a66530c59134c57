# Root-mean-square norm over the last dimension, in float32.

def rms(x: Tensor, weight: Tensor, eps: float) -> Tensor:
  return torch.rms_norm(x, [x.size(-1)], weight, eps)
