package org.steermesh.engine.decoder;

import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.torch.MappedTensors;
import org.steermesh.engine.torch.MappedTensors.Dtype;
import org.steermesh.engine.torch.NativeValue;

/**
 * What an adapter adds to the rows of a matrix while they are loaded: scale * B A.
 *
 * @param module the matrix, for errors
 * @param a A, [rank, in], float32
 * @param b B of the whole matrix, [out, rank], float32
 * @param scale of the product
 * @param first row of the matrix that is the first here
 */
record WeightChange(String module, NativeValue a, NativeValue b, double scale, long first) {

  /** The same for later rows. */
  WeightChange rows(long from) {
    return new WeightChange(module, a, b, scale, first + from);
  }

  /**
   * A changed copy.
   *
   * @param weight the rows [count, in]
   * @throws EngineException NOT_FINITE where a sum is too large for float32 or the wanted type
   */
  NativeValue addTo(NativeValue weight, long count, MappedTensors mapped, Dtype to) {
    try (NativeValue part = mapped.rows(b, first, count)) {
      NativeValue sum = mapped.add(weight, part, a, scale, to);
      if (!mapped.isFinite(sum)) {
        sum.close();
        throw new EngineException(
            EngineReason.NOT_FINITE,
            "the weights of " + module + " are not finite once the adapter is added");
      }
      return sum;
    }
  }
}
