# Rotary position embedding, the half-split layout of Hugging Face checkpoints.

# Of each position, for the whole head: cosines, and sines with the sign that their partner takes.
class Angles(NamedTuple):
  cos : Tensor
  sin : Tensor

# positions [..., T], inverse_frequencies float64 [hd / 2] -> cos and sin float32 [..., T, 1, hd].
# Angles are formed in float64: at position 100 000 a float32 angle is wrong in the third digit.
def angles(positions: Tensor, inverse_frequencies: Tensor) -> __torch__.rope.Angles:
  at = torch.unsqueeze(torch.clamp(positions, 0).to(7), -1)
  angle = torch.unsqueeze(at * inverse_frequencies, -2)
  cos = torch.cos(angle).to(6)
  sin = torch.sin(angle).to(6)
  return __torch__.rope.Angles(torch.cat([cos, cos], -1), torch.cat([-sin, sin], -1))

# x [..., T, heads, hd]
def rotate(x: Tensor, r: __torch__.rope.Angles) -> Tensor:
  partners = torch.roll(x, [x.size(-1) // 2], [-1])
  return x * r.cos + partners * r.sin
