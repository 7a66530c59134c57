# Training of the decoder that serves. `loss` runs the served blocks, without taps, over a cache of its own, in
# float32. `step` computes the same function faster: products in a dtype of their own (15 bf16, 6 f32), causal attention without mask or cache.

class Trainer(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  heads : int
  kv_heads : int
  head_width : int
  norm_eps : float
  product_dtype : int

  # Mean cross-entropy in nats of ids[:, t + 1] after ids[:, t], weighted; ids [B, T + 1], counts [B, T].
  def loss(self: __torch__.Trainer, w: Dict[str, Tensor], blocks: int, inverse_frequencies: Tensor, ids: Tensor, counts: Tensor) -> Tensor:
    input = ids[:, :-1]
    rows = input.size(0)
    tokens = input.size(1)
    places = torch.arange(rows * tokens)
    positions = torch.remainder(places, tokens)
    window = __torch__.window.Window(
        torch.reshape(input, [-1]), positions, positions, places, rows, tokens, tokens, torch.zeros([0], dtype=4))
    part = __torch__.window.part(window, rows * tokens, tokens, False)
    all = __torch__.weights.ordinary(w, blocks, inverse_frequencies)
    cache = __torch__.cache.create(all.embedding, blocks, rows, tokens, self.kv_heads, self.head_width)
    shape = __torch__.block.Shape(self.heads, self.kv_heads, self.head_width, self.norm_eps, 1. / torch.sqrt(float(self.head_width)), 0., False)
    none = annotate(List[int], [])
    taps = __torch__.taps.Taps(none, none, none, annotate(List[Tensor], []), annotate(List[Tensor], []))
    p = __torch__.block.Pass(
        [__torch__.rope.angles(positions, inverse_frequencies)],
        [__torch__.window.mask(window, part, self.heads // self.kv_heads, 0)],
        __torch__.cache.destinations(part, tokens),
        part, tokens, taps)
    x = torch.embedding(all.embedding, window.ids)
    for i in range(blocks):
      x = __torch__.block.run(x, i, all.blocks[i], shape, p, cache.keys[i], cache.values[i])
    x = __torch__.norms.rms(x, all.final_norm, self.norm_eps)
    logits = __torch__.linear.apply(x, all.head)
    each = torch.cross_entropy_loss(logits, torch.reshape(ids[:, 1:], [-1]), None, 0)
    return torch.sum(each * torch.reshape(counts, [-1])) / torch.sum(counts)

  # One matrix [out, in] of what stands side by side.
  def weight(self: __torch__.Trainer, l: __torch__.linear.Linear) -> Tensor:
    if len(l.weights) == 1:
      return l.weights[0]
    return torch.cat(l.weights)

  def product(self: __torch__.Trainer, x: Tensor, w: Tensor) -> Tensor:
    return torch.linear(x.to(self.product_dtype), w.to(self.product_dtype)).to(6)

  # q, k, v of x [B, T, d] -> [B, T, heads * hd]
  def attention(self: __torch__.Trainer, x: Tensor, w: __torch__.weights.Block, angles: __torch__.rope.Angles) -> Tensor:
    b = x.size(0)
    t = x.size(1)
    h = self.heads
    kv = self.kv_heads
    all = self.product(x, self.weight(w.qkv)).view([b, t, h + 2 * kv, self.head_width])
    qk = torch.transpose(__torch__.rope.rotate(all[:, :, :h + kv], angles), 1, 2)
    k = torch.repeat_interleave(qk[:, h:], h // kv, 1)
    v = torch.repeat_interleave(torch.transpose(all[:, :, h + kv:], 1, 2), h // kv, 1)
    z = torch.scaled_dot_product_attention(qk[:, :h], k, v, None, 0., True)
    return torch.reshape(torch.transpose(z, 1, 2), [b, t, h * self.head_width])

  def norm(self: __torch__.Trainer, x: Tensor, weight: Tensor) -> Tensor:
    return x * torch.rsqrt(torch.mean(x * x, [-1], True) + self.norm_eps) * weight

  # The same as loss, up to rounding.
  def fast_loss(self: __torch__.Trainer, w: Dict[str, Tensor], blocks: int, inverse_frequencies: Tensor, ids: Tensor, counts: Tensor) -> Tensor:
    input = ids[:, :-1]
    all = __torch__.weights.ordinary(w, blocks, inverse_frequencies)
    positions = torch.arange(input.size(1)).expand([1, -1])
    angles = __torch__.rope.angles(positions, inverse_frequencies)
    x = torch.embedding(all.embedding, input)
    for b in all.blocks:
      x = x + self.product(self.attention(self.norm(x, b.attn_norm), b, angles), self.weight(b.o))
      gate, up = torch.chunk(self.product(self.norm(x, b.mlp_norm), self.weight(b.gate_up)), 2, -1)
      x = x + self.product(torch.silu(gate) * up, self.weight(b.down))
    logits = self.product(self.norm(x, all.final_norm), self.weight(all.head))
    losses = torch.cross_entropy_loss(torch.reshape(logits, [-1, logits.size(-1)]), torch.reshape(ids[:, 1:], [-1]), None, 0)
    return torch.sum(losses * torch.reshape(counts, [-1])) / torch.sum(counts)

  # Changes weights, means and squares (all by the same names, in the same order) in place; returns the loss before the change.
  # rates: of AdamW and of Muon.
  def step(self: __torch__.Trainer, names: Dict[str, Tensor], means: List[Tensor], squares: List[Tensor], blocks: int, inverse_frequencies: Tensor, ids: Tensor, counts: Tensor, step: int, rate: float, matrix_rate: float, decay: float, limit: float) -> Tensor:
    live = annotate(Dict[str, Tensor], {})
    leaves = annotate(List[Tensor], [])
    in_block = annotate(List[bool], [])
    for name, weight in names.items():
      leaf = weight.detach().requires_grad_(True)
      live[name] = leaf
      leaves.append(leaf)
      in_block.append(weight.dim() > 1 and name != "model.embed_tokens.weight")
    loss = self.fast_loss(live, blocks, inverse_frequencies, ids, counts)
    grads = annotate(List[Tensor], [])
    for g in torch.autograd.grad([loss], leaves):
      assert g is not None, "a weight has no gradient"
      grads.append(g)
    grads = __torch__.optimizer.clip(grads, limit)
    for i in range(len(leaves)):
      p = leaves[i].detach()
      if in_block[i]:
        _ = __torch__.optimizer.muon(p, grads[i], means[i], matrix_rate, decay, self.product_dtype)
      else:
        _ = __torch__.optimizer.adamw(p, grads[i], means[i], squares[i], step, rate)
    return loss.detach()
