package org.steermesh.engine.decoder;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What the matrices of a decoder are held as. Activations, norms and sums are float32 with every
 * format.
 */
public enum WeightFormat {
  /**
   * float32: exact for every checkpoint, four bytes a weight. On the CPU matrices are held in the
   * blocks that oneDNN multiplies fastest.
   */
  F32,
  /** bfloat16, activations rounded to it before each product; two bytes a weight. */
  BF16,
  /**
   * float16, two bytes a weight. On the CPU products with float32 activations are exact; elsewhere
   * activations are rounded before each product.
   */
  F16,
  /** Eight bits a weight with one scale a row, activations rounded too: fast, of low fidelity. */
  INT8;

  /** What holds a checkpoint of the given dtype without a change that matters. */
  public static WeightFormat of(String storageDtype) {
    return switch (storageDtype) {
      case "F16", "BF16" -> F16;
      default -> F32;
    };
  }

  /** The format that people mean by a name, as {@link #label} gives it. */
  public static Optional<WeightFormat> named(String name) {
    return Arrays.stream(values()).filter(format -> format.label().equals(name)).findAny();
  }

  /** As people write it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
