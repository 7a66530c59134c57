package org.steermesh.engine.verify;

/** How far a computed tensor is from its reference. */
public final class Deviation {

  private Deviation() {}

  /**
   * The largest difference over the root mean square of the reference: max |x - ref| / rms(ref).
   *
   * @return 0 for equal tensors; NaN where a number that should be finite is not
   * @throws ReferenceCaseException when the sizes differ
   */
  public static double of(float[] actual, float[] reference) {
    if (actual.length != reference.length) {
      throw new ReferenceCaseException(
          "the reference has " + reference.length + " numbers where " + actual.length + " belong");
    }
    double largest = 0;
    double squares = 0;
    for (int i = 0; i < actual.length; i++) {
      largest = Math.max(largest, Math.abs((double) actual[i] - reference[i]));
      squares += (double) reference[i] * reference[i];
    }
    return largest == 0 ? 0 : largest / Math.sqrt(squares / actual.length);
  }
}
