# One decoder block. The ten points of a block, in the order in which they are computed:
# 0 residual in, 1 attention in, 2 input of the output projection, 3 attention out,
# 4 what attention adds to the residual, 5 residual between, 6 MLP in, 7 MLP out,
# 8 what the MLP adds to the residual, 9 residual out.

class Shape(NamedTuple):
  heads : int
  kv_heads : int
  width : int
  eps : float
  scale : float    # of attention scores
  softcap : float  # of attention scores; 0 for none
  gelu : bool      # the MLP's activation: tanh-approximated GELU instead of SiLU

# What all blocks of one pass share.
class Pass(NamedTuple):
  angles : List[__torch__.rope.Angles]  # of each kind of attention
  masks : List[Tensor]
  slots : Tensor    # flat cache slot of every token
  part : __torch__.window.Part
  keys : int        # slots to look at
  taps : __torch__.taps.Taps

# Queries and keys, normed where the family does so, and rotated: [n, heads + kv heads, hd].
def queries_and_keys(x: Tensor, w: __torch__.weights.Block, s: __torch__.block.Shape, angles: __torch__.rope.Angles) -> Tensor:
  if w.q_norm is not None:
    q = __torch__.norms.optional(x[:, :s.heads], w.q_norm, s.eps)
    k = __torch__.norms.optional(x[:, s.heads:], w.k_norm, s.eps)
    x = torch.cat([q, k], 1)
  return __torch__.rope.rotate(x, angles)

def attention(x: Tensor, i: int, w: __torch__.weights.Block, s: __torch__.block.Shape, p: __torch__.block.Pass, keys: Tensor, values: Tensor) -> Tensor:
  rotated = s.heads + s.kv_heads
  qkv = __torch__.linear.apply(x, w.qkv).view([-1, rotated + s.kv_heads, s.width])
  qk = __torch__.block.queries_and_keys(qkv[:, :rotated], w, s, p.angles[w.kind])
  if len(p.part.own.starts) > 0:
    return __torch__.rows.attend(qk[:, :s.heads], qk[:, s.heads:], qkv[:, rotated:], i, w.kind, p.part.own, s.scale, s.softcap)
  _ = __torch__.cache.write(keys, qk[:, s.heads:], p.slots)
  _ = __torch__.cache.write(values, qkv[:, rotated:], p.slots)
  q = __torch__.window.spread(qk[:, :s.heads], p.part)
  z = __torch__.attention.attend(q, keys[:, :p.keys], values[:, :p.keys], p.masks[w.kind], s.scale, s.softcap)
  return __torch__.window.collect(z, p.part)

# x [n, d] -> the residual stream after the block, point 9 not yet touched: tokens may join there.
def run(x: Tensor, i: int, w: __torch__.weights.Block, s: __torch__.block.Shape, p: __torch__.block.Pass, keys: Tensor, values: Tensor) -> Tensor:
  at = 10 * i
  x = __torch__.taps.touch(x, at, p.taps)
  a = __torch__.norms.rms(x, w.attn_norm, s.eps)
  a = __torch__.taps.touch(a, at + 1, p.taps)
  z = __torch__.block.attention(a, i, w, s, p, keys, values)
  z = __torch__.taps.touch(z, at + 2, p.taps)
  a = __torch__.linear.apply(z, w.o)
  a = __torch__.taps.touch(a, at + 3, p.taps)
  a = __torch__.norms.optional(a, w.attn_out_norm, s.eps)
  a = __torch__.taps.touch(a, at + 4, p.taps)
  x = x + a
  x = __torch__.taps.touch(x, at + 5, p.taps)
  m = __torch__.norms.rms(x, w.mlp_norm, s.eps)
  m = __torch__.taps.touch(m, at + 6, p.taps)
  m = __torch__.mlp.gated(m, w, s.gelu)
  m = __torch__.taps.touch(m, at + 7, p.taps)
  m = __torch__.norms.optional(m, w.mlp_out_norm, s.eps)
  m = __torch__.taps.touch(m, at + 8, p.taps)
  return x + m
