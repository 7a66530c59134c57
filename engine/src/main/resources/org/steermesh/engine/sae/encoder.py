# Encodes activations with a block of features at a time: the columns of W_enc of b features from `begin` on.
# Results list what is active row by row, features ascending: how many per row [n], which [a], values [a]. With them
# goes the sum of the pre-activations: not finite where a weight is not.

class Encoder(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # W_enc [d, m] in any dtype -> float32 [d, b], in place where it is float32.
  def columns(self: __torch__.Encoder, w: Tensor, begin: int, end: int) -> Tensor:
    return w[:, begin:end].to(6)

  def center(self: __torch__.Encoder, x: Tensor, center: Tensor) -> Tensor:
    return x - center

  # x [n, d], w [d, b], bias [m] -> [n, b]
  def pre(self: __torch__.Encoder, x: Tensor, w: Tensor, bias: Tensor, begin: int) -> Tensor:
    return torch.addmm(bias[begin:begin + w.size(1)], x, w)

  def list(self: __torch__.Encoder, x: Tensor, keep: Tensor, begin: int) -> Tuple[Tensor, Tensor, Tensor]:
    at = torch.nonzero(keep)
    values = torch.index_select(torch.reshape(x, [-1]), 0, at[:, 0] * x.size(1) + at[:, 1])
    return (torch.sum(keep, [1]), at[:, 1] + begin, values)

  def above(self: __torch__.Encoder, x: Tensor, w: Tensor, bias: Tensor, threshold: Tensor, begin: int) -> Tuple[float, Tensor, Tensor, Tensor]:
    p = self.pre(x, w, bias, begin)
    counts, features, values = self.list(p, p > threshold[begin:begin + w.size(1)], begin)
    return (float(torch.sum(p)), counts, features, values)

  # The k largest of the best so far, values and features [n, up to k], and of this block.
  def largest(self: __torch__.Encoder, x: Tensor, w: Tensor, bias: Tensor, begin: int, k: int, values: Tensor, features: Tensor) -> Tuple[float, Tensor, Tensor]:
    p = self.pre(x, w, bias, begin)
    n = p.size(0)
    _, these, those = self.list(p, __torch__.topk.mask(p, k), begin)
    values = torch.cat([values, torch.reshape(those, [n, -1])], 1)
    features = torch.cat([features, torch.reshape(these, [n, -1])], 1)
    kept = torch.nonzero(__torch__.topk.mask(values, k))
    at = kept[:, 0] * values.size(1) + kept[:, 1]
    return (
        float(torch.sum(p)),
        torch.reshape(torch.index_select(torch.reshape(values, [-1]), 0, at), [n, -1]),
        torch.reshape(torch.index_select(torch.reshape(features, [-1]), 0, at), [n, -1]))
