package org.steermesh.host.protos;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.steermesh.contract.SteermeshException;

/**
 * The elements of a batch before its first bad one: a stream answers those before it refuses.
 *
 * @param good the elements before the first bad one, in order
 * @param refusal why that one is bad; empty when all are good
 */
public record Leading<T>(List<T> good, Optional<SteermeshException> refusal) {

  /** Copies the list. */
  public Leading {
    good = List.copyOf(good);
  }

  /** Translates messages until one is refused. */
  public static <Q, T> Leading<T> of(List<Q> messages, Function<Q, T> translate) {
    List<T> good = new ArrayList<>();
    for (Q message : messages) {
      try {
        good.add(translate.apply(message));
      } catch (SteermeshException e) {
        return new Leading<>(good, Optional.of(e));
      }
    }
    return new Leading<>(good, Optional.empty());
  }
}
