# Training of a low-rank change to a decoder that stays as it is (LoRA, Hu et al. 2021): the served blocks, over plain weights, with
# s B A x added to the products W x. Tokens come as for decoder.run, without padding; only listed tokens have targets.

class Lora(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  heads : int
  kv_heads : int
  head_width : int
  norm_eps : float
  norm_offset : float
  embedding_scale : float
  attention_scale : float
  attention_softcap : float  # 0 for none
  logit_softcap : float      # 0 for none
  gelu : bool
  scale : float              # s

  # `low` holds A and B of each matrix as name.lora_A [rank, in] and name.lora_B [out, rank].
  def weights(self: __torch__.Lora, named: Dict[str, Tensor], low: Dict[str, Tensor], frequencies: Tensor, windows: List[int], of_block: List[int]) -> __torch__.weights.Weights:
    tables = annotate(List[Tensor], [])
    for i in range(frequencies.size(0)):
      tables.append(frequencies[i])
    return __torch__.weights.gather(
        __torch__.weights.plain(named, low, self.norm_offset),
        __torch__.weights.Kinds(tables, windows, of_block))

  # tokens [3, n] are ids, positions and places (row * columns + column) -> logits of the listed ones [m, vocabulary].
  def logits(self: __torch__.Lora, w: __torch__.weights.Weights, tokens: Tensor, rows: int, columns: int, listed: Tensor) -> Tensor:
    n = tokens.size(1)
    blocks = len(w.blocks)
    window = __torch__.window.Window(tokens[0], tokens[1], tokens[1], tokens[2], rows, columns, columns, torch.zeros([0], dtype=4))
    part = __torch__.window.part(window, n, columns, False)
    cache = __torch__.cache.create(w.final_norm, blocks, rows, columns, self.kv_heads, self.head_width)
    shape = __torch__.block.Shape(self.heads, self.kv_heads, self.head_width, self.norm_eps, self.attention_scale, self.attention_softcap, self.gelu)
    none = annotate(List[int], [])
    taps = __torch__.taps.Taps(none, none, none, annotate(List[Tensor], []), annotate(List[Tensor], []))
    angles = annotate(List[__torch__.rope.Angles], [])
    masks = annotate(List[Tensor], [])
    for k in range(len(w.kinds.windows)):
      angles.append(__torch__.rope.angles(part.positions, w.kinds.frequencies[k]))
      masks.append(__torch__.window.mask(window, part, self.heads // self.kv_heads, w.kinds.windows[k]))
    p = __torch__.block.Pass(angles, masks, __torch__.cache.destinations(part, columns), part, columns, taps)
    x = torch.embedding(w.embedding, window.ids).to(6)
    if self.embedding_scale != 1.:
      x = x * self.embedding_scale
    for i in range(blocks):
      x = __torch__.block.run(x, i, w.blocks[i], shape, p, cache.keys[i], cache.values[i])
    last = __torch__.norms.rms(torch.index_select(x, 0, listed), w.final_norm, self.norm_eps)
    logits = __torch__.linear.apply(last, w.head)
    if self.logit_softcap > 0.:
      logits = torch.tanh(logits / self.logit_softcap) * self.logit_softcap
    return logits

  # With every B scaled.
  def scaled(self: __torch__.Lora, low: Dict[str, Tensor]) -> Dict[str, Tensor]:
    ready = annotate(Dict[str, Tensor], {})
    for name, p in low.items():
      if name.endswith("lora_B"):
        ready[name] = p * self.scale
      else:
        ready[name] = p
    return ready

  # Adds the gradients of the sum of the targets' cross-entropies, in nats, over `divisor` to `grads`; returns that quotient.
  def accumulate(self: __torch__.Lora, named: Dict[str, Tensor], low: Dict[str, Tensor], grads: List[Tensor], frequencies: Tensor, windows: List[int], of_block: List[int], tokens: Tensor, rows: int, columns: int, listed: Tensor, targets: Tensor, divisor: float) -> Tensor:
    live = annotate(Dict[str, Tensor], {})
    leaves = annotate(List[Tensor], [])
    for name, p in low.items():
      leaf = p.detach().requires_grad_(True)
      live[name] = leaf
      leaves.append(leaf)
    w = self.weights(named, self.scaled(live), frequencies, windows, of_block)
    logits = self.logits(w, tokens, rows, columns, listed)
    loss = torch.cross_entropy_loss(logits, targets, None, 2) / divisor
    found = torch.autograd.grad([loss], leaves)
    for i in range(len(grads)):
      g = found[i]
      assert g is not None, "a matrix has no gradient"
      _ = grads[i].add_(g)
    return loss.detach()

  # AdamW (Loshchilov and Hutter 2019) with gradients clipped by their global norm, in place; empties `grads`. Returns the norm before.
  def update(self: __torch__.Lora, low: Dict[str, Tensor], grads: List[Tensor], means: List[Tensor], squares: List[Tensor], step: int, rate: float, decay: float, limit: float) -> Tensor:
    total = torch.zeros([1])
    for g in grads:
      total = total + torch.sum(g * g)
    norm = torch.sqrt(total)
    share = torch.clamp(limit / (norm + 1e-06), None, 1.)
    first = 0.9
    second = 0.999
    i = 0
    for name, p in low.items():
      g = grads[i].mul_(share)
      m = means[i].mul_(first).add_(g, alpha=1. - first)
      v = squares[i].mul_(second).addcmul_(g, g, value=1. - second)
      size = torch.sqrt(v / (1. - second ** step)) + 1e-08
      _ = p.mul_(1. - rate * decay).addcdiv_(m, size, value=-rate / (1. - first ** step))
      _ = g.zero_()
      i = i + 1
    return norm

  # Of every target: its log-probability, the likeliest token, and the likeliest of the row's choices [m, k], -1 where it has fewer.
  def judge(self: __torch__.Lora, named: Dict[str, Tensor], low: Dict[str, Tensor], frequencies: Tensor, windows: List[int], of_block: List[int], tokens: Tensor, rows: int, columns: int, listed: Tensor, targets: Tensor, choices: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    w = self.weights(named, self.scaled(low), frequencies, windows, of_block)
    logits = self.logits(w, tokens, rows, columns, listed)
    own = torch.reshape(torch.gather(logits, 1, torch.unsqueeze(targets, 1)), [-1])
    offered = torch.gather(logits, 1, torch.clamp(choices, 0))
    best = torch.argmax(torch.masked_fill(offered, choices < 0, -inf), 1)
    return (own - torch.logsumexp(logits, [1], False), torch.argmax(logits, 1), best)
