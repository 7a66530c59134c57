package org.steermesh.vector.domain;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.steermesh.contract.type.Site;

/**
 * Which versions are listed, or which vectors: those with a version that passes every filter.
 *
 * @param model {@code models/{model}}
 * @param method how it was made
 * @param behaviour of its data set
 * @param label {@code key} or {@code key=value}
 * @param tag one of its tags
 * @param site one of its sites
 * @param digestPrefix beginning of its digest; empty is any
 * @param query words that all occur somewhere in what is said of it; empty is any
 * @param state how far it has come
 */
public record VectorFilter(
    Optional<String> model,
    Optional<BuildMethod> method,
    Optional<String> behaviour,
    Optional<String> label,
    Optional<String> tag,
    Optional<Site> site,
    String digestPrefix,
    String query,
    Optional<VersionState> state) {

  /** Whether every version passes. */
  public boolean isEmpty() {
    return model.isEmpty()
        && method.isEmpty()
        && behaviour.isEmpty()
        && label.isEmpty()
        && tag.isEmpty()
        && site.isEmpty()
        && digestPrefix.isEmpty()
        && query.isBlank()
        && state.isEmpty();
  }

  /** Whether a version passes. */
  public boolean passes(Version version) {
    Provenance provenance = version.provenance();
    return version.digest().startsWith(digestPrefix)
        && model.map(provenance.model()::equals).orElse(true)
        && method.map(provenance.method()::equals).orElse(true)
        && behaviour.map(provenance.data().behaviour()::equals).orElse(true)
        && label.map(wanted -> hasLabel(version, wanted)).orElse(true)
        && tag.map(version.status().tags()::contains).orElse(true)
        && site.map(version.places()::contains).orElse(true)
        && state.map(version.status().state()::equals).orElse(true)
        && (query.isBlank() || saysAll(version));
  }

  private boolean saysAll(Version version) {
    Provenance provenance = version.provenance();
    ImportRecipe imported = provenance.imported();
    String said =
        String.join(
                "\n",
                version.vectorId(),
                provenance.model(),
                provenance.data().dataset(),
                provenance.data().behaviour(),
                imported == null ? "" : imported.fileName(),
                version.labels().toString(),
                version.status().tags().toString(),
                version.status().description())
            .toLowerCase(Locale.ROOT);
    return Arrays.stream(query.toLowerCase(Locale.ROOT).strip().split("\\s+"))
        .allMatch(said::contains);
  }

  private static boolean hasLabel(Version version, String wanted) {
    int border = wanted.indexOf('=');
    return border < 0
        ? version.labels().containsKey(wanted)
        : wanted.substring(border + 1).equals(version.labels().get(wanted.substring(0, border)));
  }
}
