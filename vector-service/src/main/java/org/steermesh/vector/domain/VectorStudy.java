package org.steermesh.vector.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.VersionReference;
import org.steermesh.contract.type.Site;

/** Looks into vectors: compares two, and tells what a sparse one is made of. */
public final class VectorStudy {

  private final VectorCatalog catalog;

  /** Studies the vectors of a catalogue. */
  public VectorStudy(VectorCatalog catalog) {
    this.catalog = catalog;
  }

  /**
   * Compares two versions at the sites given, or at all that both hold.
   *
   * @throws SteermeshException VECTOR_WIDTH_MISMATCH, VECTOR_SITE_MISSING, and what finding and
   *     reading them refuses
   */
  public VectorComparison compare(
      VersionReference first, VersionReference second, List<Site> wanted) {
    Version one = catalog.resolve(first);
    Version other = catalog.resolve(second);
    if (one.width() != other.width()) {
      throw new SteermeshException(
          ErrorReason.VECTOR_WIDTH_MISMATCH,
          "%s has width %d, %s has width %d: they cannot be compared"
              .formatted(
                  VectorCatalog.nameOf(one),
                  one.width(),
                  VectorCatalog.nameOf(other),
                  other.width()));
    }
    List<VectorComparison.AtSite> sites = new ArrayList<>();
    for (Site site : sites(one, other, wanted)) {
      sites.add(compare(site, read(one, site), read(other, site)));
    }
    return new VectorComparison(one, other, sites);
  }

  private List<Site> sites(Version one, Version other, List<Site> wanted) {
    if (!wanted.isEmpty()) {
      catalog.checkHolds(one, wanted);
      catalog.checkHolds(other, wanted);
      return wanted.stream().sorted().toList();
    }
    List<Site> common = new ArrayList<>(one.sites().stream().map(VersionSite::site).toList());
    common.retainAll(other.sites().stream().map(VersionSite::site).toList());
    if (common.isEmpty()) {
      // Says which sites there are.
      catalog.checkHolds(other, List.of(one.sites().getFirst().site()));
    }
    return common;
  }

  /** A version at one site: its floats, and its features if it is sparse. */
  private record Read(float[] values, @Nullable SparseValues sparse, String saeDigest) {}

  private Read read(Version version, Site site) {
    SparseRecipe recipe = version.provenance().sparse();
    if (recipe == null) {
      return new Read(catalog.readSite(version, site).values(), null, "");
    }
    SparseVector vector = catalog.readSparse(version);
    return new Read(vector.decoded(), vector.values(), recipe.saeDigest());
  }

  private static VectorComparison.AtSite compare(Site site, Read first, Read second) {
    double firstNorm = new SiteVector(site, first.values).norm();
    double secondNorm = new SiteVector(site, second.values).norm();
    double product = 0;
    for (int i = 0; i < first.values.length; i++) {
      product += (double) first.values[i] * second.values[i];
    }
    boolean oneSpace =
        first.sparse != null && second.sparse != null && first.saeDigest.equals(second.saeDigest);
    // Features with opposite decoder rows can decode to nothing, which has no angle.
    double norms = firstNorm * secondNorm;
    return new VectorComparison.AtSite(
        site,
        norms == 0 ? 0 : product / norms,
        firstNorm,
        secondNorm,
        oneSpace
            ? SparseOverlap.of(
                Objects.requireNonNull(first.sparse), Objects.requireNonNull(second.sparse))
            : null);
  }

  /**
   * Tells the features of a sparse version.
   *
   * @param site where; null takes the only one
   * @param most features to tell
   * @throws SteermeshException VECTOR_KIND_MISMATCH for a dense one, VECTOR_SITE_MISSING, and what
   *     finding and reading it refuses
   */
  public SparseExplanation explain(VersionReference reference, @Nullable Site site, int most) {
    Version version = catalog.resolve(reference);
    if (!version.isSparse()) {
      throw new SteermeshException(
              ErrorReason.VECTOR_KIND_MISMATCH,
              VectorCatalog.nameOf(version)
                  + " is dense: only a sparse version is made of features")
          .with("version", VectorCatalog.nameOf(version).toString());
    }
    if (site != null) {
      catalog.checkHolds(version, List.of(site));
    }
    return SparseExplanation.of(version, catalog.readSparse(version).values(), most);
  }
}
