# Gated MLP.

def gated(x: Tensor, w: __torch__.weights.Block, gelu: bool) -> Tensor:
  gate = __torch__.linear.apply(x, w.gate)
  if gelu:
    gate = torch.gelu(gate, approximate="tanh")
  else:
    gate = torch.silu(gate)
  return __torch__.linear.apply(gate * __torch__.linear.apply(x, w.up), w.down)
