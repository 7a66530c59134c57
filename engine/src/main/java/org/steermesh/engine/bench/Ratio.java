package org.steermesh.engine.bench;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A measured number against another of the same run.
 *
 * @param against what the other is
 * @param base the other, in the same unit
 * @param value measured over base
 * @param target what the ratio should reach; none where nothing is asked
 * @param atMost whether the target is an upper bound; else it is a lower one
 */
public record Ratio(
    String against, double base, double value, OptionalDouble target, boolean atMost) {

  /** Whether the target is met; nothing where there is none. */
  public Optional<Boolean> met() {
    if (target.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(atMost ? value <= target.getAsDouble() : value >= target.getAsDouble());
  }
}
