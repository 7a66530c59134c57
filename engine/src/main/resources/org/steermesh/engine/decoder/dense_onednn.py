# Products with float32 matrices on the CPU, by oneDNN, which holds them in blocks.

# weight [out, in]
def hold(weight: Tensor) -> Tensor:
  return ops.mkldnn._reorder_linear_weight(weight, None)

# x [..., in] -> [..., out]
def product(x: Tensor, weight: Tensor) -> Tensor:
  bias : Optional[Tensor] = None
  return ops.mkldnn._linear_pointwise(x, weight, bias, "none", annotate(List[Optional[number]], []), "")
