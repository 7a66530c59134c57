# AdamW (Loshchilov and Hutter 2019) with clipping by global norm; matrices decay, vectors (norms) do not.

def clip(grads: List[Tensor], limit: float) -> List[Tensor]:
  total = torch.zeros([1])
  for g in grads:
    total = total + torch.sum(g * g)
  scale = torch.clamp(limit / (torch.sqrt(total) + 1e-06), None, 1.)
  clipped = annotate(List[Tensor], [])
  for g in grads:
    clipped.append(g * scale)
  return clipped

def update(weights: List[Tensor], grads: List[Tensor], means: List[Tensor], squares: List[Tensor], step: int, rate: float, decay: float) -> int:
  first = 0.9
  second = 0.95
  mean_correction = 1. - first ** step
  square_correction = 1. - second ** step
  for i in range(len(weights)):
    p = weights[i]
    m = means[i]
    v = squares[i]
    m.mul_(first).add_(grads[i], alpha=1. - first)
    v.mul_(second).addcmul_(grads[i], grads[i], value=1. - second)
    if p.dim() > 1:
      p.mul_(1. - rate * decay)
    p.addcdiv_(m / mean_correction, torch.sqrt(v / square_correction) + 1e-08, value=-rate)
  return step
