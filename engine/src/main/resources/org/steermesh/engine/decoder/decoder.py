# A decoder-only transformer. B rows of T tokens; weights and caches are arguments.

class Decoder(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  heads : int
  kv_heads : int
  head_width : int
  norm_eps : float

  def weights(self: __torch__.Decoder, w: Dict[str, Tensor], blocks: int, inverse_frequencies: Tensor) -> __torch__.weights.Weights:
    return __torch__.weights.gather(w, blocks, inverse_frequencies)

  def create_cache(self: __torch__.Decoder, w: __torch__.weights.Weights, blocks: int, rows: int, slots: int) -> __torch__.cache.Cache:
    return __torch__.cache.create(w.embedding, blocks, rows, slots, self.kv_heads, self.head_width)

  def grow_cache(self: __torch__.Decoder, c: __torch__.cache.Cache, slots: int) -> __torch__.cache.Cache:
    return __torch__.cache.grow(c, slots)

  # Runs the first `blocks` blocks over ids and positions [B, T] (position -1 is padding) and looks at
  # cache slots 0 to keys - 1. Returns what the taps gave, and the final norm of the listed flat rows [r, d].
  def run(self: __torch__.Decoder, w: __torch__.weights.Weights, c: __torch__.cache.Cache, tokens: Tensor, keys: int, blocks: int, first: List[int], kind: List[int], tensor: List[int], tensors: List[Tensor], head_rows: Tensor) -> Tuple[List[Tensor], Tensor]:
    ids = tokens[0]
    positions = tokens[1]
    shape = __torch__.block.Shape(self.heads, self.kv_heads, self.head_width, self.norm_eps, 1. / torch.sqrt(float(self.head_width)))
    taps = __torch__.taps.Taps(first, kind, tensor, tensors, annotate(List[Tensor], []))
    p = __torch__.block.Pass(
        __torch__.rope.angles(positions, w.inverse_frequencies),
        __torch__.attention.mask(positions, keys, self.heads // self.kv_heads),
        __torch__.cache.destinations(positions, c.keys[0].size(1)),
        keys, taps)
    x = torch.embedding(w.embedding, ids)
    for i in range(blocks):
      at = i % len(c.keys)
      x = __torch__.block.run(x, i, w.blocks[i], shape, p, c.keys[at], c.values[at])
    rows = torch.index_select(torch.reshape(x, [-1, x.size(-1)]), 0, head_rows)
    return (taps.out, __torch__.norms.rms(rows, w.final_norm, self.norm_eps))

  # normed [r, d] -> [r, vocabulary]
  def logits(self: __torch__.Decoder, w: __torch__.weights.Weights, normed: Tensor) -> Tensor:
    return torch.linear(normed, w.head)

  # Log-probability of ids[i] after row rows[i], float32 [n]; rows ascending. The logits of at most `step` rows exist at a time.
  def log_probabilities(self: __torch__.Decoder, w: __torch__.weights.Weights, normed: Tensor, rows: Tensor, ids: Tensor, step: int) -> Tensor:
    out = annotate(List[Tensor], [])
    i = 0
    while i < normed.size(0):
      inside = torch.logical_and(rows >= i, rows < i + step)
      at = torch.masked_select(rows, inside) - i
      wanted = torch.masked_select(ids, inside)
      logits = torch.linear(normed[i:i + step], w.head).to(7)
      norms = torch.logsumexp(logits, [-1], False)
      chosen = torch.index_select(torch.reshape(logits, [-1]), 0, at * logits.size(1) + wanted)
      out.append(chosen - torch.index_select(norms, 0, at))
      i = i + step
    return torch.cat(out, 0).to(6)
