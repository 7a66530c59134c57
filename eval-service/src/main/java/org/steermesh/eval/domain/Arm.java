package org.steermesh.eval.domain;

import java.util.Optional;
import java.util.OptionalDouble;
import org.steermesh.contract.type.Gate;
import org.steermesh.contract.type.Positions;
import org.steermesh.contract.type.Site;

/**
 * One way to steer, at strengths that its cells name.
 *
 * @param label for people; tells the arms of one evaluation apart
 * @param vector {@code vectors/{vector}/versions/{digest}}, the digest in full
 * @param site where
 * @param positions which tokens of an item
 * @param parameter what this arm varies, such as its tau or its dictionary's width; empty for
 *     nothing
 * @param gate on which of the tokens; empty is all of them
 */
public record Arm(
    String label,
    String vector,
    Site site,
    Positions positions,
    OptionalDouble parameter,
    Optional<Gate> gate) {

  /** An arm that steers every token of its positions. */
  public Arm(
      String label, String vector, Site site, Positions positions, OptionalDouble parameter) {
    this(label, vector, site, positions, parameter, Optional.empty());
  }

  /** The same behind a gate. */
  public Arm behind(Gate condition) {
    return new Arm(label, vector, site, positions, parameter, Optional.of(condition));
  }
}
