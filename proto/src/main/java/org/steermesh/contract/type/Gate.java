package org.steermesh.contract.type;

import java.util.Optional;

/**
 * A condition on the activation of each token: what stands behind it steers only where it holds.
 *
 * @param vector {@code vectors/{vector}/versions/{digest}}, the digest in full
 * @param site where it is looked at, not after the place that is steered
 * @param feature of a sparse vector, whose value is the measure; empty takes the component along
 *     the vector's direction
 * @param threshold the gate opens where the measure is above this; finite
 * @param closing how it closes
 */
public record Gate(
    String vector, Site site, Optional<Integer> feature, float threshold, Closing closing) {

  /**
   * When an open gate closes.
   *
   * @param threshold it stays open while the measure is above this; finite, at most the gate's own.
   *     Empty decides every token alone
   * @param never it stays open for the rest of the sequence; then there is no threshold
   */
  public record Closing(Optional<Float> threshold, boolean never) {}

  /** For people: {@code above 4 along vectors/polite/versions/1a2b3c4d5e6f at block 1}. */
  @Override
  public String toString() {
    String measure = feature.map(each -> "in feature " + each + " of ").orElse("along ");
    String version = vector.replaceFirst("(/versions/.{12}).*", "$1");
    String until = closing.threshold().map(each -> " until not above " + plain(each)).orElse("");
    return "above %s %s%s at %s%s%s"
        .formatted(
            plain(threshold),
            measure,
            version,
            site,
            until,
            closing.never() ? " and from there on" : "");
  }

  private static String plain(float value) {
    return value == Math.rint(value) && Math.abs(value) < 1e6
        ? Long.toString((long) value)
        : Float.toString(value);
  }
}
