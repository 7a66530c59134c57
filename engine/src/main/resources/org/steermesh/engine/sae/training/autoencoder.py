# A sparse autoencoder and one step of its training, in float32. Parameters are a list: W_enc [d, m], b_enc [m],
# W_dec [m, d] with rows of length 1, b_dec [d] and, for JumpReLU, theta [m]. What is trained on, x [n, d], has mean 0 and
# on average variance 1 per coordinate, so that the mean squared error is the fraction of variance unexplained.

class Autoencoder(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  top_k : bool
  active : int             # k, or the average number of active features that JumpReLU is to reach
  subtract : bool          # whether b_dec is subtracted from the input
  bandwidth : float        # of the straight-through estimator
  dead_after : int         # rows without activity after which a feature is dead
  auxiliary : float        # weight of the auxiliary loss
  auxiliary_active : int   # dead features that rebuild the error of one row

  def before(self: __torch__.Autoencoder, p: List[Tensor], x: Tensor) -> Tensor:
    input = x
    if self.subtract:
      input = x - p[3]
    return torch.addmm(p[1], input, p[0])

  def top(self: __torch__.Autoencoder, pre: Tensor, k: int) -> Tensor:
    values, places = torch.topk(pre, k, -1, True, False)
    return torch.scatter(torch.zeros_like(pre), -1, places, torch.relu(values))

  def features(self: __torch__.Autoencoder, p: List[Tensor], pre: Tensor) -> Tensor:
    if self.top_k:
      return self.top(pre, self.active)
    return torch.where(pre > p[4], pre, torch.zeros_like(pre))

  # JumpReLU and the average number of active features. Values are exact; the gradients of theta are the straight-through
  # estimates of Rajamanoharan et al. 2024: a rectangle of width `bandwidth` stands for the step's derivative.
  def jump(self: __torch__.Autoencoder, pre: Tensor, theta: Tensor) -> Tuple[Tensor, Tensor]:
    fixed = theta.detach()
    over = (pre.detach() > fixed).to(6)
    near = (torch.abs(pre.detach() - fixed) < 0.5 * self.bandwidth).to(6)
    moved = (theta - fixed) / self.bandwidth
    z = pre * over - near * (fixed * moved)
    count = torch.mean(torch.sum(over, [-1])) - torch.sum(torch.mean(near, [0]) * moved)
    return (z, count)

  # Quadratic in the relative distance to the target, linear beyond twice the target: its gradient stays bounded.
  def sparsity(self: __torch__.Autoencoder, count: Tensor) -> Tensor:
    off = count / float(self.active) - 1.
    if float(off) > 1.:
      return 2. * off - 1.
    return off * off

  # Gao et al. 2024: dead features rebuild what the living ones left over, relative to its size.
  def revival(self: __torch__.Autoencoder, pre: Tensor, decoder: Tensor, error: Tensor, dead: Tensor) -> Tensor:
    z = self.top(torch.index_select(pre, 1, dead), min(self.auxiliary_active, dead.size(0)))
    left = error - torch.mm(z, torch.index_select(decoder, 0, dead))
    return torch.mean(left * left) / torch.clamp(torch.mean(error * error), 1e-12)

  def adam(self: __torch__.Autoencoder, p: Tensor, g: Tensor, m: Tensor, v: Tensor, step: int, rate: float) -> Tensor:
    first = 0.9
    second = 0.999
    m.mul_(first).add_(g, alpha=1. - first)
    v.mul_(second).addcmul_(g, g, value=1. - second)
    size = torch.sqrt(v / (1. - second ** step)) + 1e-08
    return p.addcdiv_(m, size, value=-rate / (1. - first ** step))

  # The common theta, and the encoder's size, with which as many features as wanted are active and the first rows are
  # rebuilt as well as their direction allows. Changes parameters in place.
  def calibrate(self: __torch__.Autoencoder, p: List[Tensor], x: Tensor) -> int:
    pre = self.before(p, x)
    if not self.top_k:
      inactive = max(1, pre.numel() - self.active * x.size(0))
      value, _ = torch.kthvalue(torch.reshape(pre, [-1]), inactive)
      _ = p[4].fill_(max(float(value), 1e-06))
    rebuilt = torch.mm(self.features(p, pre), p[2])
    size = float(torch.sum(x * rebuilt)) / max(float(torch.sum(rebuilt * rebuilt)), 1e-12)
    _ = p[0].mul_(size)
    if not self.top_k:
      _ = p[4].mul_(size)
    return 0

  # Changes parameters, moments and `idle` (rows since each feature was active, at most dead_after) in place.
  # Returns, before the change: the fraction of variance unexplained, and the average number of active features.
  def step(self: __torch__.Autoencoder, parameters: List[Tensor], means: List[Tensor], squares: List[Tensor], idle: Tensor, x: Tensor, step: int, rate: float, penalty: float) -> Tensor:
    leaves = annotate(List[Tensor], [])
    for p in parameters:
      leaves.append(p.detach().requires_grad_(True))
    pre = self.before(leaves, x)
    if self.top_k:
      z = self.top(pre, self.active)
      count = torch.mean(torch.sum((z.detach() > 0.).to(6), [-1]))
      pressure = torch.zeros([])
    else:
      z, count = self.jump(pre, leaves[4])
      pressure = self.sparsity(count) * penalty
    error = x - torch.addmm(leaves[3], z, leaves[2])
    unexplained = torch.mean(error * error)
    loss = unexplained + pressure
    dead = torch.reshape(torch.nonzero(idle >= float(self.dead_after)), [-1])
    if self.auxiliary > 0. and dead.size(0) > 0:
      loss = loss + self.revival(pre, leaves[2], error.detach(), dead) * self.auxiliary
    grads = annotate(List[Tensor], [])
    for g in torch.autograd.grad([loss], leaves):
      assert g is not None, "a parameter has no gradient"
      grads.append(g)
    decoder = leaves[2].detach()
    grads[2] = grads[2] - decoder * torch.sum(grads[2] * decoder, [-1], True)
    for i in range(len(leaves)):
      _ = self.adam(leaves[i].detach(), grads[i], means[i], squares[i], step, rate)
    _ = decoder.div_(torch.clamp(torch.norm(decoder, 2, [-1], True), 1e-12))
    if not self.top_k:
      theta = leaves[4].detach()
      _ = theta.clamp_(0.)
      if self.auxiliary > 0.:
        # What the living leave over is small: no dead feature reaches a theta that was made for them.
        _ = theta.index_copy_(0, dead, torch.index_select(theta, 0, dead) * 0.99)
    seen = torch.any(z.detach() > 0., 0)
    _ = idle.add_(float(x.size(0))).masked_fill_(seen, 0.).clamp_(0., float(self.dead_after))
    return torch.stack([unexplained.detach(), count.detach()])

  # x [n, d] as it comes from the model -> what the autoencoder makes of it [n, d], and the active features of each row [n].
  def rebuild(self: __torch__.Autoencoder, p: List[Tensor], x: Tensor) -> Tuple[Tensor, Tensor]:
    z = self.features(p, self.before(p, x))
    return (torch.addmm(p[3], z, p[2]), torch.sum((z > 0.).to(6), [-1]))
