package org.steermesh.engine.decoder;

/**
 * How and where a decoder holds its matrices.
 *
 * @param format what they are held as
 * @param device where they are, and everything runs
 * @param differentiable whether gradients go through the products: matrices then stay plain
 */
public record Placement(WeightFormat format, Device device, boolean differentiable) {

  /** For inference. */
  public Placement(WeightFormat format, Device device) {
    this(format, device, false);
  }

  /** Whether matrices are copied into another form for the CPU's kernels. */
  boolean holds() {
    return !differentiable && device == Device.CPU && format != WeightFormat.BF16;
  }

  /** Whether this form is packed, with biases. */
  boolean packs() {
    return holds() && (format == WeightFormat.F16 || format == WeightFormat.INT8);
  }
}
