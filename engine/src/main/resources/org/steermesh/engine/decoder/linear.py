# Products with a weight matrix, whatever it is stored as. Activations are float32 in and out.

# weight [out, in] (turned: [in, out]) in float32, bfloat16 or float16, whose products are taken in that dtype with
# float32 sums; or none, and the rows of the matrix packed for the CPU in pieces that hold their bias: as float16 whose products
# with float32 activations are exact to float32, or as int8 (per_row), which also rounds the activations.
class Linear(NamedTuple):
  weight : Optional[Tensor]
  bias : Optional[Tensor]
  turned : bool
  packed : List[__torch__.torch.classes.quantized.LinearPackedParamsBase]
  int8 : bool

def plain(weight: Tensor, bias: Optional[Tensor], turned: bool) -> __torch__.linear.Linear:
  none = annotate(List[__torch__.torch.classes.quantized.LinearPackedParamsBase], [])
  return __torch__.linear.Linear(weight, bias, turned, none, False)

# x [..., in] -> [..., out]
def apply(x: Tensor, l: __torch__.linear.Linear) -> Tensor:
  weight = l.weight
  if weight is not None and l.turned:
    y = torch.matmul(x.to(weight.dtype), weight)
    bias = l.bias
    if bias is not None:
      y = y + bias
    return y.to(6)
  if weight is not None:
    return torch.linear(x.to(weight.dtype), weight, l.bias).to(6)
  parts = annotate(List[Tensor], [])
  for piece in l.packed:
    if l.int8:
      parts.append(ops.quantized.linear_dynamic(x, piece))
    else:
      parts.append(ops.quantized.linear_dynamic_fp16(x, piece))
  if len(parts) == 1:
    return parts[0]
  return torch.cat(parts, -1)

# Rows [out, in] as a piece; weight in any dtype.
def pack_float16(weight: Tensor, bias: Optional[Tensor]) -> __torch__.torch.classes.quantized.LinearPackedParamsBase:
  return ops.quantized.linear_prepack_fp16(weight.to(6), bias)

# One scale per row, symmetric.
def pack_int8(weight: Tensor, bias: Optional[Tensor]) -> __torch__.torch.classes.quantized.LinearPackedParamsBase:
  w = weight.to(6)
  scale = torch.clamp(torch.amax(torch.abs(w), [1]) / 127., 1e-12)
  q = torch.quantize_per_channel(w, scale.to(7), torch.zeros([w.size(0)], dtype=4), 0, 12)
  return ops.quantized.linear_prepack(q, bias)
