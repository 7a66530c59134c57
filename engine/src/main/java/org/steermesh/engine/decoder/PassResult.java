package org.steermesh.engine.decoder;

import java.util.List;
import org.steermesh.engine.torch.NativeValue;

/**
 * What a pass gives.
 *
 * @param taps per tap: the rows read, row-major [n * d], or the measures of an edit, [n * 4]
 * @param normed the final norm of the rows asked for, [r, d]; to be closed
 */
public record PassResult(List<float[]> taps, NativeValue normed) implements AutoCloseable {

  @Override
  public void close() {
    normed.close();
  }
}
