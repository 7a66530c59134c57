# Gated MLP.

def gated(x: Tensor, w: __torch__.weights.Block) -> Tensor:
  gate = torch.silu(torch.linear(x, w.gate, w.gate_bias))
  return torch.linear(gate * torch.linear(x, w.up, w.up_bias), w.down, w.down_bias)
