package org.steermesh.vector.domain;

import java.util.stream.Collectors;

/** The model card of a version: what a person should know before using it. */
final class VersionCard {

  private VersionCard() {}

  static String of(Version version) {
    Provenance provenance = version.provenance();
    String sites =
        version.sites().stream()
            .map(site ->
                "| %s | %s | %s |"
                    .formatted(site.site(), site.vectorNorm(), site.residualMeanNorm()))
            .collect(Collectors.joining("\n"));
    return """
    # %s

    A %s steering vector for `%s`, made %s by %s.

    - digest: `%s`
    - model: %s, weights `%s`; on other weights Steermesh refuses it
    - data set: %s
    - add strength times the vector at the site; in a model of another program, after block N counted from 0

    | site | norm of the vector | mean norm of the activations read there |
    |---|---|---|
    %s

    `version.json` tells everything else that is known of it. Import it with
    `steer vector import NAME FILE`.
    """
        .formatted(
            VectorCatalog.nameOf(version),
            version.isSparse() ? "sparse" : "dense " + version.storedDtype().title(),
            Quoted.cut(provenance.data().behaviour()),
            version.createTime(),
            provenance.method().title(),
            version.digest(),
            provenance.model(),
            provenance.fingerprint().weightsDigest(),
            provenance.data().dataset().isEmpty()
                ? "none here"
                : provenance.data().dataset() + " `" + provenance.data().digest() + "`",
            sites);
  }
}
