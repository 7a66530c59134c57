# A decoder-only transformer; weights and caches are arguments.

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

  # What the blocks share while `active` tokens of a window run, which take `columns` columns.
  def shared(self: __torch__.Decoder, w: __torch__.weights.Weights, c: __torch__.cache.Cache, window: __torch__.window.Window, taps: __torch__.taps.Taps, active: int, columns: int, joined: bool) -> __torch__.block.Pass:
    part = __torch__.window.part(window, active, columns, joined)
    return __torch__.block.Pass(
        __torch__.rope.angles(part.positions, w.inverse_frequencies),
        __torch__.window.mask(window, part, self.heads // self.kv_heads),
        __torch__.cache.destinations(part, c.keys[0].size(1)),
        part, window.keys, taps)

  # Runs the first `blocks` blocks over a window: tokens [4, n] are ids, positions, slots and places. stages holds triples
  # (block, tokens, columns): before the last point of the block before that one, so many tokens run; the new ones begin
  # as copies of the residual streams of their sources, listed in `sources`.
  # Returns what the taps gave, and the final norm of the listed tokens [r, d].
  def run(self: __torch__.Decoder, w: __torch__.weights.Weights, c: __torch__.cache.Cache, tokens: Tensor, tree: Tensor, rows: int, keys: int, stages: List[int], sources: Tensor, blocks: int, first: List[int], kind: List[int], tensor: List[int], tensors: List[Tensor], head_rows: Tensor) -> Tuple[List[Tensor], Tensor]:
    window = __torch__.window.Window(tokens[0], tokens[1], tokens[2], tokens[3], rows, stages[len(stages) - 1], keys, tree)
    shape = __torch__.block.Shape(self.heads, self.kv_heads, self.head_width, self.norm_eps, 1. / torch.sqrt(float(self.head_width)))
    taps = __torch__.taps.Taps(first, kind, tensor, tensors, annotate(List[Tensor], []))
    begin = stages[1]
    p = self.shared(w, c, window, taps, begin, stages[2], False)
    x = torch.embedding(w.embedding, window.ids[:begin])
    stage = 3
    for i in range(blocks):
      at = i % len(c.keys)
      x = __torch__.block.run(x, i, w.blocks[i], shape, p, c.keys[at], c.values[at])
      if stage < len(stages):
        if stages[stage] == i + 1:
          active = stages[stage + 1]
          joining = torch.index_select(x, 0, sources[x.size(0) - begin:active - begin])
          x = torch.cat([x, joining])
          p = self.shared(w, c, window, taps, active, stages[stage + 2], True)
          stage = stage + 3
      x = __torch__.taps.touch(x, 10 * i + 9, taps)
    last = torch.index_select(x, 0, head_rows)
    return (taps.out, __torch__.norms.rms(last, w.final_norm, self.norm_eps))

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
