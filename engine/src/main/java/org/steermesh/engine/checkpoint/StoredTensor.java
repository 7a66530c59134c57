package org.steermesh.engine.checkpoint;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * One tensor of a checkpoint, where it lies in the mapped file.
 *
 * @param name its name
 * @param dtype dtype as the file spells it, for example BF16
 * @param shape extents, row-major
 * @param data its bytes, little-endian; valid until the checkpoint is closed
 */
public record StoredTensor(String name, String dtype, long[] shape, MemorySegment data) {

  /** Number of elements. */
  public long elements() {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }
}
