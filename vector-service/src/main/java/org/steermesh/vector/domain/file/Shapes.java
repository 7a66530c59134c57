package org.steermesh.vector.domain.file;

import java.util.Arrays;
import java.util.List;

/** Checks of what files say of shapes and places. */
final class Shapes {

  private static final int MOST_DIMENSIONS = 8;

  private Shapes() {}

  /** The product of sizes, refused where it is more than a file can hold. */
  static int count(VectorFileFormat format, int[] shape, int most) {
    if (shape.length > MOST_DIMENSIONS) {
      throw InvalidFile.because(format, "a tensor has " + shape.length + " dimensions");
    }
    long product = 1;
    for (int size : shape) {
      if (size < 0) {
        throw InvalidFile.because(format, "a tensor has the shape " + Arrays.toString(shape));
      }
      product *= size;
      if (product > most) {
        throw InvalidFile.because(
            format,
            "a tensor has the shape %s, more than the file holds"
                .formatted(Arrays.toString(shape)));
      }
    }
    return (int) product;
  }

  /** A size as an int; what does not fit is refused. */
  static int size(VectorFileFormat format, long size) {
    if (size < 0 || size > Integer.MAX_VALUE) {
      throw InvalidFile.because(
          format, "a tensor has a dimension of " + Long.toUnsignedString(size));
    }
    return (int) size;
  }

  /**
   * Where a tensor's bytes are.
   *
   * @param start of the first byte
   * @param end behind the last byte
   */
  record Extent(long start, long end) {}

  /** Refuses tensors whose bytes overlap. */
  static void checkApart(VectorFileFormat format, List<Extent> extents) {
    long end = 0;
    List<Extent> sorted =
        extents.stream().sorted(java.util.Comparator.comparingLong(Extent::start)).toList();
    for (Extent extent : sorted) {
      if (extent.start < end) {
        throw InvalidFile.because(format, "two tensors overlap at byte " + extent.start);
      }
      end = Math.max(end, extent.end);
    }
  }
}
