# Rotary position embedding, the half-split layout of Hugging Face checkpoints.

class Angles(NamedTuple):
  cos : Tensor
  sin : Tensor

# positions [..., T], inverse_frequencies float64 [hd / 2] -> cos and sin float32 [..., T, 1, hd / 2].
# Angles are formed in float64: at position 100 000 a float32 angle is wrong in the third digit.
def angles(positions: Tensor, inverse_frequencies: Tensor) -> __torch__.rope.Angles:
  at = torch.unsqueeze(torch.clamp(positions, 0).to(7), -1)
  angle = torch.unsqueeze(at * inverse_frequencies, -2)
  return __torch__.rope.Angles(torch.cos(angle).to(6), torch.sin(angle).to(6))

# x [..., T, heads, hd]
def rotate(x: Tensor, r: __torch__.rope.Angles) -> Tensor:
  halves = torch.chunk(x, 2, -1)
  a = halves[0]
  b = halves[1]
  return torch.cat([a * r.cos - b * r.sin, b * r.cos + a * r.sin], -1)
