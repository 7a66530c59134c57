package org.steermesh.vector.domain;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.VectorName;
import org.steermesh.contract.VersionReference;
import org.steermesh.contract.type.Site;

/** Makes versions of others: a weighted sum, without the directions that it shall not have. */
public final class VectorComposition {

  /**
   * Below this part of its length, what is left is rounding: of a direction, or of what was summed.
   */
  private static final double ROUNDING = 1e-6;

  private final VectorCatalog catalog;
  private final VectorStore store;
  private final String codeVersion;
  private final Clock clock;

  /** Composes versions of a catalogue into its store. */
  public VectorComposition(
      VectorCatalog catalog, VectorStore store, String codeVersion, Clock clock) {
    this.catalog = catalog;
    this.store = store;
    this.codeVersion = codeVersion;
    this.clock = clock;
  }

  /**
   * One term.
   *
   * @param version which
   * @param weight its factor, finite, not 0
   */
  public record Term(VersionReference version, double weight) {}

  /**
   * A wish to compose.
   *
   * @param vector the vector that gets a version
   * @param terms at least one
   * @param equaliseNorms whether they are brought to the mean of their norms first
   * @param orthogonalTo what is projected out afterwards
   * @param behaviour what the sum does
   * @param labels the caller's own words
   * @param defaultSite where it acts when nobody says; null: where all terms do, else open
   * @param storedDtype what the sum is stored as, whatever its terms are
   */
  public record Wish(
      VectorName vector,
      List<Term> terms,
      boolean equaliseNorms,
      List<VersionReference> orthogonalTo,
      String behaviour,
      Map<String, String> labels,
      @Nullable Site defaultSite,
      StoredDtype storedDtype) {}

  /** A version and its factor. */
  private record Part(Version version, double weight) {

    CompositionRecipe.Parent parent() {
      return new CompositionRecipe.Parent(version.vectorId(), version.digest(), weight);
    }
  }

  /**
   * Composes and stores a version; of an equal composition, the one that is there.
   *
   * @throws SteermeshException VECTOR_OF_OTHER_MODEL, VECTOR_KIND_MISMATCH, VECTOR_SITE_MISSING,
   *     VECTOR_ZERO, NOT_FINITE, DTYPE_TOO_NARROW, and what finding and reading the versions
   *     refuses
   */
  public Version run(Wish wish) {
    List<Part> terms =
        wish.terms.stream()
            .map(term -> new Part(catalog.resolve(term.version), term.weight))
            .toList();
    List<Part> removed =
        wish.orthogonalTo.stream().map(each -> new Part(catalog.resolve(each), 0)).toList();
    List<Part> all = new ArrayList<>(terms);
    all.addAll(removed);
    Version first = terms.getFirst().version;
    all.forEach(part -> checkGoesWith(first, part.version));
    List<Site> common = new ArrayList<>(first.places());
    all.forEach(part -> common.retainAll(part.version.places()));
    if (common.isEmpty()) {
      throw new SteermeshException(
          ErrorReason.VECTOR_SITE_MISSING, "the versions have no site that all of them hold");
    }
    List<SiteVector> sums = new ArrayList<>();
    List<VersionSite> sites = new ArrayList<>();
    for (Site site : common) {
      SiteVector exact = sum(site, terms, wish.equaliseNorms, removed);
      VersionPayload.checkDirection(exact);
      SiteVector sum = wish.storedDtype.round(exact);
      sums.add(sum);
      sites.add(VersionSite.of(sum, meanNorm(site, terms), wish.storedDtype));
    }
    CompositionRecipe recipe =
        new CompositionRecipe(
            terms.stream().map(Part::parent).toList(),
            wish.equaliseNorms,
            removed.stream().map(Part::parent).toList());
    return store.putComposed(version(wish, terms, sites, recipe), sums);
  }

  private Version version(
      Wish wish, List<Part> terms, List<VersionSite> sites, CompositionRecipe recipe) {
    Version first = terms.getFirst().version;
    Provenance provenance =
        Provenance.of(first.provenance(), recipe, wish.behaviour, codeVersion)
            .storedAs(wish.storedDtype);
    List<Site> held = sites.stream().map(VersionSite::site).toList();
    Site wished = wish.defaultSite;
    if (wished == null
        && first.defaultSite() != null
        && held.contains(first.defaultSite())
        && terms.stream()
            .allMatch(part -> first.defaultSite().equals(part.version.defaultSite()))) {
      wished = first.defaultSite();
    }
    Site site = VersionMaker.defaultSite(held, wished);
    return new Version(
        wish.vector.id(),
        VersionDigest.of(first.width(), sites, site, provenance),
        clock.instant(),
        first.width(),
        sites,
        site,
        provenance,
        wish.labels);
  }

  private static void checkGoesWith(Version first, Version other) {
    if (first.isSparse() || other.isSparse()) {
      Version sparse = first.isSparse() ? first : other;
      throw new SteermeshException(
              ErrorReason.VECTOR_KIND_MISMATCH,
              VectorCatalog.nameOf(sparse)
                  + " is sparse: sparse vectors are composed where they act, by naming several")
          .with("version", VectorCatalog.nameOf(sparse).toString());
    }
    if (!first.provenance().fingerprint().equals(other.provenance().fingerprint())
        || first.width() != other.width()) {
      throw new SteermeshException(
              ErrorReason.VECTOR_OF_OTHER_MODEL,
              "%s is of %s, %s of another model or other weights, %s"
                  .formatted(
                      VectorCatalog.nameOf(first),
                      first.provenance().model(),
                      VectorCatalog.nameOf(other),
                      other.provenance().model()))
          .with("version", VectorCatalog.nameOf(other).toString());
    }
  }

  /** Mean of the norms that the terms were read at; 0 as soon as one does not know it. */
  private static double meanNorm(Site site, List<Part> terms) {
    double sum = 0;
    for (Part part : terms) {
      VersionSite held = part.version.sites().get(part.version.places().indexOf(site));
      if (held.residualMeanNorm() == 0) {
        return 0;
      }
      sum += held.residualMeanNorm();
    }
    return sum / terms.size();
  }

  private SiteVector sum(Site site, List<Part> terms, boolean equalise, List<Part> removed) {
    List<SiteVector> vectors =
        terms.stream().map(part -> catalog.readSite(part.version, site)).toList();
    double mean = vectors.stream().mapToDouble(SiteVector::norm).average().orElse(0);
    double[] sum = new double[terms.getFirst().version.width()];
    double before = 0;
    for (int term = 0; term < vectors.size(); term++) {
      float[] values = vectors.get(term).values();
      double factor = terms.get(term).weight;
      if (equalise) {
        factor *= mean / vectors.get(term).norm();
      }
      before += Math.abs(factor) * vectors.get(term).norm();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += factor * values[i];
      }
    }
    for (double[] direction : basis(site, removed)) {
      removePart(sum, direction);
    }
    if (norm(sum) <= ROUNDING * before) {
      throw new SteermeshException(
          ErrorReason.VECTOR_ZERO, "nothing but rounding is left at " + site);
    }
    return new SiteVector(site, Digests.rounded(sum));
  }

  /** Gram and Schmidt; twice, against rounding. */
  private List<double[]> basis(Site site, List<Part> removed) {
    List<double[]> basis = new ArrayList<>();
    for (Part part : removed) {
      float[] values = catalog.readSite(part.version, site).values();
      double[] direction = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        direction[i] = values[i];
      }
      double before = norm(direction);
      for (int pass = 0; pass < 2; pass++) {
        basis.forEach(each -> removePart(direction, each));
      }
      double norm = norm(direction);
      if (norm > ROUNDING * before) {
        for (int i = 0; i < direction.length; i++) {
          direction[i] /= norm;
        }
        basis.add(direction);
      }
    }
    return basis;
  }

  private static void removePart(double[] vector, double[] unit) {
    double product = 0;
    for (int i = 0; i < vector.length; i++) {
      product += vector[i] * unit[i];
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] -= product * unit[i];
    }
  }

  private static double norm(double[] vector) {
    double sum = 0;
    for (double value : vector) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }
}
