# The weights of a checkpoint by what they do, found by their Hugging Face names.
# A weight that a family does not have is None; the code that would use it is then skipped.

class Block(NamedTuple):
  attn_norm : Tensor
  qkv : __torch__.linear.Linear    # queries, keys and values side by side
  o : __torch__.linear.Linear
  q_norm : Optional[Tensor]        # of each head, before the rotation
  k_norm : Optional[Tensor]
  attn_out_norm : Optional[Tensor] # of what attention adds
  mlp_norm : Tensor
  gate_up : __torch__.linear.Linear
  down : __torch__.linear.Linear
  mlp_out_norm : Optional[Tensor]  # of what the MLP adds
  kind : int                       # of attention

# Kinds of attention: rotary table float64 [hd / 2], and how many positions back a query sees (0: all).
class Kinds(NamedTuple):
  frequencies : List[Tensor]
  windows : List[int]
  of_block : List[int]

class Weights(NamedTuple):
  embedding : Tensor
  blocks : List[__torch__.weights.Block]
  final_norm : Tensor
  head : __torch__.linear.Linear
  kinds : __torch__.weights.Kinds

# What matrices are taken from: by name from `named`; or, where they are held in another way, by number: four a block in the order of
# their use, then the head.
class Source(NamedTuple):
  named : Dict[str, Tensor]
  held : List[Tensor]
  packed : List[__torch__.torch.classes.quantized.LinearPackedParamsBase]
  starts : List[int]   # of each number the first held or packed part; and the end of the last
  int8 : bool
  norm_offset : float  # added to every norm's weight
  low : Dict[str, Tensor]  # what is added to plain ones: name.lora_A and name.lora_B; usually nothing

def optional(w: Dict[str, Tensor], name: str) -> Optional[Tensor]:
  found : Optional[Tensor] = None
  if name in w:
    found = w[name]
  return found

def norm(s: __torch__.weights.Source, name: str) -> Tensor:
  weight = s.named[name]
  if s.norm_offset != 0.:
    weight = weight + s.norm_offset
  return weight

def optional_norm(s: __torch__.weights.Source, name: str) -> Optional[Tensor]:
  found : Optional[Tensor] = None
  if name in s.named:
    found = __torch__.weights.norm(s, name)
  return found

# The biases of matrices side by side; all of them have one, or none.
def biases(s: __torch__.weights.Source, names: List[str]) -> Optional[Tensor]:
  found = annotate(List[Tensor], [])
  for name in names:
    if name + ".bias" in s.named:
      found.append(s.named[name + ".bias"])
  bias : Optional[Tensor] = None
  if len(found) > 0:
    bias = torch.cat(found)
  return bias

def changes(s: __torch__.weights.Source, names: List[str]) -> List[Tensor]:
  found = annotate(List[Tensor], [])
  if len(s.low) > 0:
    for name in names:
      if name + ".lora_A" in s.low:
        found.append(s.low[name + ".lora_A"])
        found.append(s.low[name + ".lora_B"])
      else:
        found.extend([torch.zeros([0]), torch.zeros([0])])
  return found

# Matrices side by side. `number` is where they are held in another way.
def matrices(s: __torch__.weights.Source, names: List[str], number: int) -> __torch__.linear.Linear:
  if len(s.packed) > 0:
    return __torch__.linear.packed(s.packed[s.starts[number]:s.starts[number + 1]], s.int8)
  bias = __torch__.weights.biases(s, names)
  if len(s.held) > 0:
    return __torch__.linear.plain(s.held[s.starts[number]:s.starts[number + 1]], bias, True, annotate(List[Tensor], []))
  weights = annotate(List[Tensor], [])
  for name in names:
    weights.append(s.named[name + ".weight"])
  return __torch__.linear.plain(weights, bias, False, __torch__.weights.changes(s, names))

# A tied head is the embedding itself.
def head(s: __torch__.weights.Source, blocks: int) -> __torch__.linear.Linear:
  name = "model.embed_tokens"
  if "lm_head.weight" in s.named:
    name = "lm_head"
  return __torch__.weights.matrices(s, [name], 4 * blocks)

# Gemma names the norm before the MLP "pre_feedforward", and has norms after both parts; elsewhere the norm
# before the MLP is the "post_attention" one.
def block(s: __torch__.weights.Source, i: int, kind: int) -> __torch__.weights.Block:
  p = "model.layers.{}.".format(i)
  a = p + "self_attn."
  m = p + "mlp."
  before_mlp = p + "post_attention_layernorm.weight"
  after_attention = ""
  if p + "pre_feedforward_layernorm.weight" in s.named:
    after_attention = before_mlp
    before_mlp = p + "pre_feedforward_layernorm.weight"
  return __torch__.weights.Block(
      __torch__.weights.norm(s, p + "input_layernorm.weight"),
      __torch__.weights.matrices(s, [a + "q_proj", a + "k_proj", a + "v_proj"], 4 * i),
      __torch__.weights.matrices(s, [a + "o_proj"], 4 * i + 1),
      __torch__.weights.optional_norm(s, a + "q_norm.weight"),
      __torch__.weights.optional_norm(s, a + "k_norm.weight"),
      __torch__.weights.optional_norm(s, after_attention),
      __torch__.weights.norm(s, before_mlp),
      __torch__.weights.matrices(s, [m + "gate_proj", m + "up_proj"], 4 * i + 2),
      __torch__.weights.matrices(s, [m + "down_proj"], 4 * i + 3),
      __torch__.weights.optional_norm(s, p + "post_feedforward_layernorm.weight"),
      kind)

def gather(s: __torch__.weights.Source, kinds: __torch__.weights.Kinds) -> __torch__.weights.Weights:
  blocks = len(kinds.of_block)
  all = annotate(List[__torch__.weights.Block], [])
  for i in range(blocks):
    all.append(__torch__.weights.block(s, i, kinds.of_block[i]))
  return __torch__.weights.Weights(
      s.named["model.embed_tokens.weight"], all, __torch__.weights.norm(s, "model.norm.weight"),
      __torch__.weights.head(s, blocks), kinds)

# Plain weights, and what is added to them.
def plain(named: Dict[str, Tensor], low: Dict[str, Tensor], norm_offset: float) -> __torch__.weights.Source:
  none = annotate(List[__torch__.torch.classes.quantized.LinearPackedParamsBase], [])
  return __torch__.weights.Source(named, annotate(List[Tensor], []), none, annotate(List[int], []), False, norm_offset, low)

# Float32 weights without peculiarities: what the trainer trains.
def ordinary(named: Dict[str, Tensor], blocks: int, inverse_frequencies: Tensor) -> __torch__.weights.Weights:
  return __torch__.weights.gather(
      __torch__.weights.plain(named, annotate(Dict[str, Tensor], {}), 0.),
      __torch__.weights.Kinds([inverse_frequencies], [0], [0] * blocks))
