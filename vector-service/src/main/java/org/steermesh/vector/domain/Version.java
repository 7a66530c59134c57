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
 * @param status what changes while the version stays
 */
public record Version(
    String vectorId,
    String digest,
    Instant createTime,
    int width,
    List<VersionSite> sites,
    @Nullable Site defaultSite,
    Provenance provenance,
    Map<String, String> labels,
    VersionStatus status) {

  /** A version that nobody has judged yet. */
  public Version(
      String vectorId,
      String digest,
      Instant createTime,
      int width,
      List<VersionSite> sites,
      @Nullable Site defaultSite,
      Provenance provenance,
      Map<String, String> labels) {
    this(
        vectorId,
        digest,
        createTime,
        width,
        sites,
        defaultSite,
        provenance,
        labels,
        VersionStatus.NEW);
  }

  /** The same version with another status. */
  public Version with(VersionStatus other) {
    return new Version(
        vectorId, digest, createTime, width, sites, defaultSite, provenance, labels, other);
  }

  /** The same content under another vector. */
  Version in(String otherVectorId) {
    return new Version(
        otherVectorId, digest, createTime, width, sites, defaultSite, provenance, labels, status);
  }

  /** The places that it holds, in order. */
  List<Site> places() {
    return sites.stream().map(VersionSite::site).toList();
  }

  /** Bytes of its floats as they are stored; of a sparse one with its rows. */
  public long sizeBytes() {
    return sites.stream().mapToLong(this::sizeBytes).sum();
  }

  private long sizeBytes(VersionSite site) {
    SparseContent content = site.sparse();
    return content == null
        ? (long) width * storedDtype().bytes()
        : SparseVector.sizeBytes(content.supportSize(), width)
            + (long) content.rows() * RowBlock.rowBytes(width);
  }

  /** What its floats are stored as. */
  public StoredDtype storedDtype() {
    return provenance.storedDtype();
  }

  /** Whether it is a vector of features rather than of activations. */
  public boolean isSparse() {
    return provenance.sparse() != null;
  }
}
