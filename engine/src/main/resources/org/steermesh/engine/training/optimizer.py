# Two optimizers side by side. Matrices of the blocks: Muon (Jordan et al. 2024), momentum whose singular
# values are all brought near 1. Embedding and norms: AdamW (Loshchilov and Hutter 2019), clipped by global norm.

def clip(grads: List[Tensor], limit: float) -> List[Tensor]:
  total = torch.zeros([1])
  for g in grads:
    total = total + torch.sum(g * g)
  scale = torch.clamp(limit / (torch.sqrt(total) + 1e-06), None, 1.)
  clipped = annotate(List[Tensor], [])
  for g in grads:
    clipped.append(g * scale)
  return clipped

# The nearest matrix with singular values near 1: five quintic Newton-Schulz steps, in a dtype.
def orthogonal(g: Tensor, dtype: int) -> Tensor:
  tall = g.size(0) > g.size(1)
  x = (g / (torch.norm(g) + 1e-07)).to(dtype)
  if tall:
    x = torch.transpose(x, 0, 1)
  for i in range(5):
    a = torch.mm(x, torch.transpose(x, 0, 1))
    b = a * -4.7750 + torch.mm(a, a) * 2.0315
    x = x * 3.4445 + torch.mm(b, x)
  if tall:
    x = torch.transpose(x, 0, 1)
  return x.to(6) * torch.sqrt(max(1., float(g.size(0)) / float(g.size(1))))

def muon(p: Tensor, g: Tensor, m: Tensor, rate: float, decay: float, dtype: int) -> Tensor:
  m.mul_(0.95).add_(g)
  p.mul_(1. - rate * decay)
  return p.add_(__torch__.optimizer.orthogonal(g + m * 0.95, dtype), alpha=-rate)

def adamw(p: Tensor, g: Tensor, m: Tensor, v: Tensor, step: int, rate: float) -> Tensor:
  first = 0.9
  second = 0.95
  m.mul_(first).add_(g, alpha=1. - first)
  v.mul_(second).addcmul_(g, g, value=1. - second)
  return p.addcdiv_(m / (1. - first ** step), torch.sqrt(v / (1. - second ** step)) + 1e-08, value=-rate)
