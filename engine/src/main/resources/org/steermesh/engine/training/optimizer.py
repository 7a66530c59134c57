def clip(grads: List[Tensor], limit: float) -> List[Tensor]:
  total = torch.zeros([1])
  for g in grads:
    total = torch.add(total, torch.sum(torch.mul(g, g)))
  scale = torch.clamp(torch.div(limit, torch.add(torch.sqrt(total), 1e-06)), None, 1.)
  clipped = annotate(List[Tensor], [])
  for g0 in grads:
    clipped.append(torch.mul(g0, scale))
  return clipped

# AdamW, Loshchilov and Hutter 2019; matrices decay, vectors (norms) do not.
def adamw(params: List[Tensor], grads: List[Tensor], means: List[Tensor], squares: List[Tensor], step: int, rate: float, decay: float) -> None:
  first = 0.9
  second = 0.95
  correction1 = 1. - first ** step
  correction2 = 1. - second ** step
  for i in range(len(params)):
    p = params[i].detach()
    g = grads[i]
    m = means[i]
    v = squares[i]
    m.mul_(first).add_(g, alpha=1. - first)
    v.mul_(second).addcmul_(g, g, value=1. - second)
    if p.dim() > 1:
      p.mul_(1. - rate * decay)
    p.addcdiv_(torch.div(m, correction1), torch.add(torch.sqrt(torch.div(v, correction2)), 1e-08), value=-rate)
  return None
