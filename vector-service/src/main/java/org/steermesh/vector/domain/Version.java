package org.steermesh.vector.domain;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.type.Site;

/**
 * A steering vector with its provenance, without its floats. Immutable.
 *
 * @param vectorId the id in {@code vectors/{vector}}
 * @param digest {@link VersionDigest}, lower-case hexadecimal
 * @param createTime when it was built
 * @param width d_model: floats at each site
 * @param sites by block, then target; at least one
 * @param defaultSite where it acts when nobody says: never null with one site
 * @param provenance where it comes from
 * @param labels the caller's own words
 */
public record Version(
    String vectorId,
    String digest,
    Instant createTime,
    int width,
    List<VersionSite> sites,
    @Nullable Site defaultSite,
    Provenance provenance,
    Map<String, String> labels) {

  /** Whether it is a vector of features rather than of activations. */
  public boolean isSparse() {
    return provenance.sparse() != null;
  }
}
