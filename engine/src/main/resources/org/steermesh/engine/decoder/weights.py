# The weights of a checkpoint by what they do, found by their Hugging Face names.
# A weight that a family does not have is None; the code that would use it is then skipped.

class Block(NamedTuple):
  attn_norm : Tensor
  q : Tensor
  q_bias : Optional[Tensor]
  k : Tensor
  k_bias : Optional[Tensor]
  v : Tensor
  v_bias : Optional[Tensor]
  o : Tensor
  o_bias : Optional[Tensor]
  mlp_norm : Tensor
  gate : Tensor
  gate_bias : Optional[Tensor]
  up : Tensor
  up_bias : Optional[Tensor]
  down : Tensor
  down_bias : Optional[Tensor]

class Weights(NamedTuple):
  embedding : Tensor
  blocks : List[__torch__.weights.Block]
  final_norm : Tensor
  head : Tensor
  inverse_frequencies : Tensor

def optional(w: Dict[str, Tensor], name: str) -> Optional[Tensor]:
  found : Optional[Tensor] = None
  if name in w:
    found = w[name]
  return found

def block(w: Dict[str, Tensor], i: int) -> __torch__.weights.Block:
  p = "model.layers.{}.".format(i)
  a = p + "self_attn."
  m = p + "mlp."
  return __torch__.weights.Block(
      w[p + "input_layernorm.weight"],
      w[a + "q_proj.weight"], __torch__.weights.optional(w, a + "q_proj.bias"),
      w[a + "k_proj.weight"], __torch__.weights.optional(w, a + "k_proj.bias"),
      w[a + "v_proj.weight"], __torch__.weights.optional(w, a + "v_proj.bias"),
      w[a + "o_proj.weight"], __torch__.weights.optional(w, a + "o_proj.bias"),
      w[p + "post_attention_layernorm.weight"],
      w[m + "gate_proj.weight"], __torch__.weights.optional(w, m + "gate_proj.bias"),
      w[m + "up_proj.weight"], __torch__.weights.optional(w, m + "up_proj.bias"),
      w[m + "down_proj.weight"], __torch__.weights.optional(w, m + "down_proj.bias"))

# A tied head is the embedding itself.
def gather(w: Dict[str, Tensor], blocks: int, inverse_frequencies: Tensor) -> __torch__.weights.Weights:
  embedding = w["model.embed_tokens.weight"]
  head = embedding
  if "lm_head.weight" in w:
    head = w["lm_head.weight"]
  all = annotate(List[__torch__.weights.Block], [])
  for i in range(blocks):
    all.append(__torch__.weights.block(w, i))
  return __torch__.weights.Weights(embedding, all, w["model.norm.weight"], head, inverse_frequencies)
