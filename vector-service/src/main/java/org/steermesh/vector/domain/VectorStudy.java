package org.steermesh.vector.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SaeName;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.VersionReference;
import org.steermesh.contract.type.Site;

/** Looks into vectors: compares two, and tells what one is made of. */
public final class VectorStudy {

  private final VectorCatalog catalog;
  private final ActivationReader activations;

  /** Studies the vectors of a catalogue, with the autoencoders of a host. */
  public VectorStudy(VectorCatalog catalog, ActivationReader activations) {
    this.catalog = catalog;
    this.activations = activations;
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
    boolean oneSpace =
        first.sparse != null && second.sparse != null && first.saeDigest.equals(second.saeDigest);
    return new VectorComparison.AtSite(
        site,
        cosine(first.values, second.values),
        SiteVector.norm(first.values),
        SiteVector.norm(second.values),
        oneSpace
            ? SparseOverlap.of(
                Objects.requireNonNull(first.sparse), Objects.requireNonNull(second.sparse))
            : null);
  }

  /** Features with opposite decoder rows can decode to nothing, which has no angle: 0. */
  static double cosine(float[] first, float[] second) {
    double product = 0;
    for (int i = 0; i < first.length; i++) {
      product += (double) first[i] * second[i];
    }
    double norms = SiteVector.norm(first) * SiteVector.norm(second);
    return norms == 0 ? 0 : product / norms;
  }

  /**
   * Tells what a version is made of, and near which features of an autoencoder it lies.
   *
   * @param question what is asked
   * @throws SteermeshException VECTOR_KIND_MISMATCH for a dense one without an autoencoder,
   *     VECTOR_SITE_MISSING, SITE_REQUIRED, SAE_OF_OTHER_SITE, SAE_OF_OTHER_MODEL, and what finding
   *     and reading it refuses
   */
  public VectorExplanation explain(Question question) {
    Version version = catalog.resolve(question.reference);
    if (!version.isSparse() && question.sae == null) {
      throw new SteermeshException(
              ErrorReason.VECTOR_KIND_MISMATCH,
              VectorCatalog.nameOf(version)
                  + " is dense: only a sparse version is made of features; name a sparse"
                  + " autoencoder to see near which of its features a dense one lies")
          .with("version", VectorCatalog.nameOf(version).toString());
    }
    SaeFacts sae = question.sae == null ? null : activations.describe(question.sae);
    Site site = site(version, question.site, sae);
    catalog.checkHolds(version, List.of(site));
    return new VectorExplanation(
        version,
        site,
        version.isSparse()
            ? SparseExplanation.of(catalog.readSparse(version).values(), question.most)
            : null,
        sae == null ? null : near(version, site, sae, question.most));
  }

  /**
   * What to explain.
   *
   * @param reference the version
   * @param site where; null takes the autoencoder's own, the default or the only one
   * @param sae whose decoder rows the vector is compared with; null for none
   * @param most features to tell
   */
  public record Question(
      VersionReference reference, @Nullable Site site, @Nullable SaeName sae, int most) {}

  private static Site site(Version version, @Nullable Site wanted, @Nullable SaeFacts sae) {
    @Nullable Site own = sae == null ? null : sae.site();
    if (wanted != null || own != null) {
      return sae == null
          ? Objects.requireNonNull(wanted)
          : SparsePlanning.site(sae, wanted == null ? List.of() : List.of(wanted));
    }
    return siteOf(version, null);
  }

  /** A site of a version: the one wanted, or the default or only one. */
  static Site siteOf(Version version, @Nullable Site wanted) {
    if (wanted != null) {
      return wanted;
    }
    if (version.defaultSite() == null) {
      throw new SteermeshException(
              ErrorReason.SITE_REQUIRED,
              "%s holds %d sites and no default one: name one of them"
                  .formatted(VectorCatalog.nameOf(version), version.sites().size()))
          .with("version", VectorCatalog.nameOf(version).toString());
    }
    return version.defaultSite();
  }

  private NearFeatures near(Version version, Site site, SaeFacts sae, int most) {
    if (sae.width() != version.width()) {
      throw new SteermeshException(
              ErrorReason.SAE_OF_OTHER_MODEL,
              "%s encodes activations of width %d; %s has width %d"
                  .formatted(
                      sae.name(), sae.width(), VectorCatalog.nameOf(version), version.width()))
          .with("sae", sae.name());
    }
    return activations.nearest(sae, read(version, site).values, most);
  }
}
