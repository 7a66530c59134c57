package org.steermesh.vector.domain;

import java.util.Optional;

/**
 * Which vectors are listed: those with a version that passes every filter that is set.
 *
 * @param model {@code models/{model}}
 * @param method how it was made
 * @param behaviour of its data set
 * @param label {@code key} or {@code key=value}
 */
public record VectorFilter(
    Optional<String> model,
    Optional<BuildMethod> method,
    Optional<String> behaviour,
    Optional<String> label) {

  /** Whether every vector passes. */
  public boolean isEmpty() {
    return model.isEmpty() && method.isEmpty() && behaviour.isEmpty() && label.isEmpty();
  }

  /** Whether a version passes. */
  public boolean passes(Version version) {
    Provenance provenance = version.provenance();
    return model.map(provenance.model()::equals).orElse(true)
        && method.map(provenance.method()::equals).orElse(true)
        && behaviour.map(provenance.data().behaviour()::equals).orElse(true)
        && label.map(wanted -> hasLabel(version, wanted)).orElse(true);
  }

  private static boolean hasLabel(Version version, String wanted) {
    int border = wanted.indexOf('=');
    return border < 0
        ? version.labels().containsKey(wanted)
        : wanted.substring(border + 1).equals(version.labels().get(wanted.substring(0, border)));
  }
}
