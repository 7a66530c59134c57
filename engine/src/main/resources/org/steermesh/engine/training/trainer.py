# One training step of the decoder that serves: the same blocks, without taps, over a cache of its own.

class Trainer(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  heads : int
  kv_heads : int
  head_width : int
  norm_eps : float

  # Mean cross-entropy in nats of ids[:, t + 1] after ids[:, t], weighted; ids [B, T + 1], counts [B, T].
  def loss(self: __torch__.Trainer, w: Dict[str, Tensor], blocks: int, inverse_frequencies: Tensor, ids: Tensor, counts: Tensor) -> Tensor:
    input = ids[:, :-1]
    rows = input.size(0)
    tokens = input.size(1)
    positions = torch.arange(tokens).expand([rows, -1])
    all = __torch__.weights.gather(w, blocks, inverse_frequencies)
    cache = __torch__.cache.create(all.embedding, blocks, rows, tokens + 1, self.kv_heads, self.head_width)
    shape = __torch__.block.Shape(self.heads, self.kv_heads, self.head_width, self.norm_eps, 1. / torch.sqrt(float(self.head_width)))
    none = annotate(List[int], [])
    taps = __torch__.taps.Taps(none, none, none, annotate(List[Tensor], []), annotate(List[Tensor], []))
    p = __torch__.block.Pass(
        __torch__.rope.angles(positions, inverse_frequencies),
        __torch__.attention.mask(positions, tokens, self.heads // self.kv_heads),
        __torch__.cache.destinations(positions, tokens + 1),
        tokens, taps)
    x = torch.embedding(all.embedding, input)
    for i in range(blocks):
      x = __torch__.block.run(x, i, all.blocks[i], shape, p, cache.keys[i], cache.values[i])
    x = __torch__.norms.rms(x, all.final_norm, self.norm_eps)
    logits = torch.linear(torch.reshape(x, [rows * tokens, -1]), all.head)
    each = torch.cross_entropy_loss(logits, torch.reshape(ids[:, 1:], [-1]), None, 0)
    return torch.sum(each * torch.reshape(counts, [-1])) / torch.sum(counts)

  # Changes weights, means and squares (all by the same names, in the same order) in place; returns the loss before the change.
  def step(self: __torch__.Trainer, names: Dict[str, Tensor], means: List[Tensor], squares: List[Tensor], blocks: int, inverse_frequencies: Tensor, ids: Tensor, counts: Tensor, step: int, rate: float, decay: float, limit: float) -> Tensor:
    live = annotate(Dict[str, Tensor], {})
    leaves = annotate(List[Tensor], [])
    weights = annotate(List[Tensor], [])
    for name, weight in names.items():
      leaf = weight.detach().requires_grad_(True)
      live[name] = leaf
      leaves.append(leaf)
      weights.append(weight.detach())
    loss = self.loss(live, blocks, inverse_frequencies, ids, counts)
    grads = annotate(List[Tensor], [])
    for g in torch.autograd.grad([loss], leaves):
      assert g is not None, "a weight has no gradient"
      grads.append(g)
    _ = __torch__.optimizer.update(weights, __torch__.optimizer.clip(grads, limit), means, squares, step, rate, decay)
    return loss.detach()
