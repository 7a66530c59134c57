# Gated MLP.

def gated(x: Tensor, w: __torch__.weights.Block, gelu: bool) -> Tensor:
  both = torch.chunk(__torch__.linear.apply(x, w.gate_up), 2, -1)
  if gelu:
    gate = torch.gelu(both[0], approximate="tanh")
  else:
    gate = torch.silu(both[0])
  return __torch__.linear.apply(gate * both[1], w.down)
