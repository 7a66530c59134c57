# Products with weight matrices, whatever they are stored as. Activations are float32 in and out.

# One matrix, or several with the same inputs whose outputs stand side by side. Plain ones are [out, in] in float32, bfloat16 or
# float16; their products are taken in that dtype with float32 sums. Float32 ones for the CPU may be held as `dense` holds them.
# Or they are packed for the CPU with their biases: as float16 whose products with float32 activations are exact to
# float32, or as int8 (one scale a row), which also rounds the activations.
class Linear(NamedTuple):
  weights : List[Tensor]
  bias : Optional[Tensor]  # of all outputs, float32
  dense : bool
  packed : List[__torch__.torch.classes.quantized.LinearPackedParamsBase]
  int8 : bool
  low : List[Tensor]       # of each plain one A [rank, in] and B [out, rank], or two empty ones: B A x is added to W x; none at all else

def plain(weights: List[Tensor], bias: Optional[Tensor], dense: bool, low: List[Tensor]) -> __torch__.linear.Linear:
  none = annotate(List[__torch__.torch.classes.quantized.LinearPackedParamsBase], [])
  return __torch__.linear.Linear(weights, bias, dense, none, False, low)

def packed(parts: List[__torch__.torch.classes.quantized.LinearPackedParamsBase], int8: bool) -> __torch__.linear.Linear:
  bias : Optional[Tensor] = None
  return __torch__.linear.Linear(annotate(List[Tensor], []), bias, False, parts, int8, annotate(List[Tensor], []))

def product(x: Tensor, weight: Tensor, dense: bool) -> Tensor:
  if dense:
    return __torch__.dense.product(x, weight)
  return torch.linear(x.to(weight.dtype), weight).to(6)

# x [..., in] -> [..., out]
def apply(x: Tensor, l: __torch__.linear.Linear) -> Tensor:
  parts = annotate(List[Tensor], [])
  for weight in l.weights:
    parts.append(__torch__.linear.product(x, weight, l.dense))
  for i in range(len(l.low) // 2):
    if l.low[2 * i].numel() > 0:
      parts[i] = parts[i] + torch.linear(torch.linear(x, l.low[2 * i]), l.low[2 * i + 1])
  for part in l.packed:
    if l.int8:
      parts.append(ops.quantized.linear_dynamic(x, part))
    else:
      parts.append(ops.quantized.linear_dynamic_fp16(x, part))
  y = parts[0]
  if len(parts) > 1:
    y = torch.cat(parts, -1)
  bias = l.bias
  if bias is not None:
    y = y + bias
  return y

# Rows [out, in], also those of several matrices, as a part; weights in any dtype.
def pack_float16(weight: Tensor, bias: Optional[Tensor]) -> __torch__.torch.classes.quantized.LinearPackedParamsBase:
  return ops.quantized.linear_prepack_fp16(weight, bias)

# One scale per row, symmetric.
def pack_int8(weight: Tensor, bias: Optional[Tensor]) -> __torch__.torch.classes.quantized.LinearPackedParamsBase:
  scale = torch.clamp(torch.amax(torch.abs(weight), [1]) / 127., 1e-12)
  q = torch.quantize_per_channel(weight, scale.to(7), torch.zeros([weight.size(0)], dtype=4), 0, 12)
  return ops.quantized.linear_prepack(q, bias)
