# A decoder-only transformer; weights and caches are arguments.

class Decoder(Module):
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

  # Where matrices are packed they are joined to this list, in the order that weights.Source tells.
  def none_packed(self: __torch__.Decoder) -> List[__torch__.torch.classes.quantized.LinearPackedParamsBase]:
    return annotate(List[__torch__.torch.classes.quantized.LinearPackedParamsBase], [])

  def join(self: __torch__.Decoder, all: List[__torch__.torch.classes.quantized.LinearPackedParamsBase], more: List[__torch__.torch.classes.quantized.LinearPackedParamsBase]) -> int:
    all.extend(more)
    return len(all)

  # weights [out, in] side by side, float32 where they are to be held; bias of all their outputs, or empty where there is none.
  def pack(self: __torch__.Decoder, weights: List[Tensor], bias: Tensor, int8: bool) -> List[__torch__.torch.classes.quantized.LinearPackedParamsBase]:
    b : Optional[Tensor] = None
    if bias.size(0) > 0:
      b = bias
    weight = self.beside(weights)
    if int8:
      return [__torch__.linear.pack_int8(weight, b)]
    return [__torch__.linear.pack_float16(weight, b)]

  def hold(self: __torch__.Decoder, weights: List[Tensor]) -> Tensor:
    return __torch__.dense.hold(self.beside(weights))

  def beside(self: __torch__.Decoder, weights: List[Tensor]) -> Tensor:
    wide = annotate(List[Tensor], [])
    for weight in weights:
      wide.append(weight.to(6))
    if len(wide) == 1:
      return wide[0]
    return torch.cat(wide)

  # frequencies float64 [kinds, hd / 2]
  def weights(self: __torch__.Decoder, named: Dict[str, Tensor], held: List[Tensor], packed: List[__torch__.torch.classes.quantized.LinearPackedParamsBase], starts: List[int], int8: bool, frequencies: Tensor, windows: List[int], of_block: List[int]) -> __torch__.weights.Weights:
    tables = annotate(List[Tensor], [])
    for i in range(frequencies.size(0)):
      tables.append(frequencies[i].to(named["model.norm.weight"].device))
    return __torch__.weights.gather(
        __torch__.weights.Source(named, held, packed, starts, int8, self.norm_offset, annotate(Dict[str, Tensor], {})),
        __torch__.weights.Kinds(tables, windows, of_block))

  def create_cache(self: __torch__.Decoder, w: __torch__.weights.Weights, blocks: int, rows: int, slots: int) -> __torch__.cache.Cache:
    return __torch__.cache.create(w.final_norm, blocks, rows, slots, self.kv_heads, self.head_width)

  def grow_cache(self: __torch__.Decoder, c: __torch__.cache.Cache, slots: int) -> __torch__.cache.Cache:
    return __torch__.cache.grow(c, slots)

  def copy_pages(self: __torch__.Decoder, c: __torch__.cache.Cache, start: int, pages: int, tokens: int) -> List[Tensor]:
    return __torch__.cache.pages(c, start, pages, tokens)

  def begin_cache(self: __torch__.Decoder, c: __torch__.cache.Cache, pages: List[Tensor]) -> int:
    return __torch__.cache.begin(c, pages)

  # What the blocks share while `active` tokens of a window run, which take `columns` columns.
  def shared(self: __torch__.Decoder, w: __torch__.weights.Weights, c: __torch__.cache.Cache, window: __torch__.window.Window, taps: __torch__.taps.Taps, active: int, columns: int, joined: bool) -> __torch__.block.Pass:
    part = __torch__.window.part(window, active, columns, joined)
    angles = annotate(List[__torch__.rope.Angles], [])
    masks = annotate(List[Tensor], [])
    for k in range(len(w.kinds.windows)):
      angles.append(__torch__.rope.angles(part.positions, w.kinds.frequencies[k]))
      masks.append(__torch__.window.mask(window, part, self.heads // self.kv_heads, w.kinds.windows[k]))
    return __torch__.block.Pass(
        angles, masks,
        __torch__.cache.destinations(part, c.keys[0].size(1)),
        part, window.keys, taps)

  # Runs the first `blocks` blocks over a window: tokens [4, n] are ids, positions, slots and places. stages holds triples
  # (block, tokens, columns): before the last point of the block before that one, so many tokens run; the new ones begin
  # as copies of the residual streams of their sources, listed in `sources`.
  # Returns what the taps gave, and the final norm of the listed tokens [r, d].
  def run(self: __torch__.Decoder, w: __torch__.weights.Weights, c: __torch__.cache.Cache, tokens: Tensor, tree: Tensor, rows: int, keys: int, stages: List[int], sources: Tensor, blocks: int, first: List[int], kind: List[int], tensor: List[int], tensors: List[Tensor], head_rows: Tensor) -> Tuple[List[Tensor], Tensor]:
    device = w.final_norm.device
    tokens = tokens.to(device)
    there = annotate(List[Tensor], [])
    for t in tensors:
      there.append(t.to(device))
    window = __torch__.window.Window(tokens[0], tokens[1], tokens[2], tokens[3], rows, stages[len(stages) - 1], keys, tree.to(device))
    shape = __torch__.block.Shape(self.heads, self.kv_heads, self.head_width, self.norm_eps, self.attention_scale, self.attention_softcap, self.gelu)
    taps = __torch__.taps.Taps(first, kind, tensor, there, annotate(List[Tensor], []))
    begin = stages[1]
    p = self.shared(w, c, window, taps, begin, stages[2], False)
    x = torch.embedding(w.embedding, window.ids[:begin]).to(6)
    if self.embedding_scale != 1.:
      x = x * self.embedding_scale
    stage = 3
    for i in range(blocks):
      at = i % len(c.keys)
      x = __torch__.block.run(x, i, w.blocks[i], shape, p, c.keys[at], c.values[at])
      if stage < len(stages):
        if stages[stage] == i + 1:
          active = stages[stage + 1]
          joining = torch.index_select(x, 0, sources[x.size(0) - begin:active - begin].to(device))
          x = torch.cat([x, joining])
          p = self.shared(w, c, window, taps, active, stages[stage + 2], True)
          stage = stage + 3
      x = __torch__.taps.touch(x, 10 * i + 9, taps)
    last = torch.index_select(x, 0, head_rows.to(device))
    read = annotate(List[Tensor], [])
    for t in taps.out:
      read.append(t.cpu())
    return (read, __torch__.norms.rms(last, w.final_norm, self.norm_eps))

  # Runs all blocks over the next tokens of rows that have a cache of their own each: tokens [4, n] as above, row by row;
  # borders and starts as in rows.py. Returns the same as run.
  def run_rows(self: __torch__.Decoder, w: __torch__.weights.Weights, caches: List[__torch__.cache.Cache], tokens: Tensor, borders: List[int], starts: List[int], first: List[int], kind: List[int], tensor: List[int], tensors: List[Tensor], head_rows: Tensor) -> Tuple[List[Tensor], Tensor]:
    device = w.final_norm.device
    tokens = tokens.to(device)
    there = annotate(List[Tensor], [])
    for t in tensors:
      there.append(t.to(device))
    shape = __torch__.block.Shape(self.heads, self.kv_heads, self.head_width, self.norm_eps, self.attention_scale, self.attention_softcap, self.gelu)
    taps = __torch__.taps.Taps(first, kind, tensor, there, annotate(List[Tensor], []))
    angles = annotate(List[__torch__.rope.Angles], [])
    for table in w.kinds.frequencies:
      angles.append(__torch__.rope.angles(tokens[1], table))
    masks = __torch__.rows.masks(tokens[1], borders, starts, w.kinds.windows, self.heads // self.kv_heads)
    own = __torch__.rows.Rows(borders, starts, masks, w.kinds.windows, caches)
    part = __torch__.window.Part(tokens[1], tokens[2], tokens[3], len(starts), 1, True, own)
    p = __torch__.block.Pass(angles, masks, tokens[2], part, 0, taps)
    x = torch.embedding(w.embedding, tokens[0]).to(6)
    if self.embedding_scale != 1.:
      x = x * self.embedding_scale
    for i in range(len(w.blocks)):
      x = __torch__.block.run(x, i, w.blocks[i], shape, p, caches[0].keys[i], caches[0].values[i])
      x = __torch__.taps.touch(x, 10 * i + 9, taps)
    last = torch.index_select(x, 0, head_rows.to(device))
    read = annotate(List[Tensor], [])
    for t in taps.out:
      read.append(t.cpu())
    return (read, __torch__.norms.rms(last, w.final_norm, self.norm_eps))

  # normed [r, d] -> [r, vocabulary]
  def logits(self: __torch__.Decoder, w: __torch__.weights.Weights, normed: Tensor) -> Tensor:
    return self.head(w, normed).cpu()

  # normed [r, d] -> logits [r, vocabulary], their log-sum-exp [r], and exp((logit - largest) / temperature) [r, vocabulary],
  # the largest being that of the first `choosable` tokens; none [0] where every temperature is 0.
  def next_tokens(self: __torch__.Decoder, w: __torch__.weights.Weights, normed: Tensor, temperatures: Tensor, choosable: int) -> Tuple[Tensor, Tensor, Tensor]:
    logits = self.head(w, normed)
    sums = torch.logsumexp(logits, [-1], False)
    weights = torch.zeros([0])
    if bool(torch.any(temperatures > 0.)):
      divisors = torch.where(temperatures > 0., temperatures, torch.ones_like(temperatures))
      divisors = torch.unsqueeze(divisors, -1).to(logits.device)
      weights = torch.exp((logits - torch.amax(logits[:, :choosable], [-1], True)) / divisors)
    return (logits.cpu(), sums.cpu(), weights.cpu())

  def head(self: __torch__.Decoder, w: __torch__.weights.Weights, normed: Tensor) -> Tensor:
    logits = __torch__.linear.apply(normed, w.head)
    if self.logit_softcap > 0.:
      logits = torch.tanh(logits / self.logit_softcap) * self.logit_softcap
    return logits

  # Log-probability of ids[i] after row rows[i], float32 [n]; rows ascending. The logits of at most `step` rows exist at a time.
  def log_probabilities(self: __torch__.Decoder, w: __torch__.weights.Weights, normed: Tensor, rows: Tensor, ids: Tensor, step: int) -> Tensor:
    out = annotate(List[Tensor], [])
    rows = rows.to(normed.device)
    ids = ids.to(normed.device)
    i = 0
    while i < normed.size(0):
      inside = torch.logical_and(rows >= i, rows < i + step)
      at = torch.masked_select(rows, inside) - i
      wanted = torch.masked_select(ids, inside)
      logits = self.head(w, normed[i:i + step]).to(7)
      norms = torch.logsumexp(logits, [-1], False)
      chosen = torch.index_select(torch.reshape(logits, [-1]), 0, at * logits.size(1) + wanted)
      out.append(chosen - torch.index_select(norms, 0, at))
      i = i + step
    return torch.cat(out, 0).to(6).cpu()

  # Divergence of the distributions after each row from those after the same row of `others`: sum p (log p - log q), float32 [r].
  def divergences(self: __torch__.Decoder, w: __torch__.weights.Weights, normed: Tensor, others: Tensor, step: int) -> Tensor:
    out = annotate(List[Tensor], [])
    i = 0
    while i < normed.size(0):
      p = torch.log_softmax(self.head(w, normed[i:i + step]).to(7), -1)
      q = torch.log_softmax(self.head(w, others[i:i + step]).to(7), -1)
      out.append(torch.sum(torch.exp(p) * (p - q), [-1], False))
      i = i + step
    return torch.cat(out, 0).to(6).cpu()
