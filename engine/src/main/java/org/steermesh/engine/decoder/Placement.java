package org.steermesh.engine.decoder;

/**
 * How and where a decoder holds its matrices.
 *
 * @param format what they are held as
 * @param device where they are, and everything runs
 */
public record Placement(WeightFormat format, Device device) {

  /** Whether matrices are copied into another form for the CPU's kernels. */
  boolean holds() {
    return device == Device.CPU && format != WeightFormat.BF16;
  }

  /** Whether this form is packed, with biases. */
  boolean packs() {
    return device == Device.CPU && (format == WeightFormat.F16 || format == WeightFormat.INT8);
  }
}
