package org.steermesh.engine.steering;

/**
 * Lets an intervention act on the tokens whose own activation meets a condition. Looked at token by
 * token, at prefill and at every decode step, at a site that the pass reaches before the
 * intervention's; at the same site it sees what the interventions listed before have done.
 *
 * @param site where the condition looks
 * @param condition what it measures
 * @param threshold the intervention acts where the measure is above it
 * @param closing once open, it stays so on the tokens after, until the measure is no longer above
 *     this; at most the threshold, which then decides token by token; negative infinity never
 *     closes
 */
public record Gate(Site site, Condition condition, float threshold, float closing) {

  /** A gate that decides token by token. */
  public Gate(Site site, Condition condition, float threshold) {
    this(site, condition, threshold, threshold);
  }

  /** Whether it depends on the tokens before. */
  boolean remembers() {
    return closing < threshold;
  }

  /** What a gate measures of an activation a of width d. */
  public sealed interface Condition {}

  /**
   * The component a.u along u = direction / |direction|.
   *
   * @param direction [d], of any length but zero
   */
  public record Projection(float[] direction) implements Condition {}

  /**
   * The activation z of one feature of a sparse autoencoder, 0 where it is not active.
   *
   * @param support the rows of that feature; its value and W_dec are not used
   */
  public record Feature(SparseSupport support) implements Condition {}

  @Override
  public String toString() {
    return "the gate at " + site;
  }
}
