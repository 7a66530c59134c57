package org.steermesh.engine.decoder;

/**
 * How and where a decoder holds its matrices.
 *
 * @param format what they are held as
 * @param device where they are, and everything runs
 */
public record Placement(WeightFormat format, Device device) {

  /** Whether matrices are packed for the CPU's kernels. */
  boolean packs() {
    return device == Device.CPU && (format == WeightFormat.F16 || format == WeightFormat.INT8);
  }

  /** Whether matrices are held as [in, out]. */
  boolean turned() {
    return format == WeightFormat.F32;
  }
}
