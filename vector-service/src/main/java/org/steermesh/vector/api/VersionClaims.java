package org.steermesh.vector.api;

import java.util.List;
import java.util.regex.Pattern;
import org.steermesh.contract.DatasetName;
import org.steermesh.contract.ModelName;
import org.steermesh.contract.SaeName;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.VersionName;
import org.steermesh.type.v1.SaeKind;
import org.steermesh.vector.domain.BuildMethod;
import org.steermesh.vector.domain.StoredDtype;
import org.steermesh.vector.domain.file.FileLimits;
import org.steermesh.vector.domain.file.InvalidFile;
import org.steermesh.vector.domain.file.VectorFileFormat;
import org.steermesh.vector.v1.CompositionRecipe;
import org.steermesh.vector.v1.ImportRecipe;
import org.steermesh.vector.v1.ParentVersion;
import org.steermesh.vector.v1.PasRecipe;
import org.steermesh.vector.v1.SparseContent;
import org.steermesh.vector.v1.SparseRecipe;
import org.steermesh.vector.v1.Version;
import org.steermesh.vector.v1.VersionSite;

/**
 * Refuses what a bundle says of its version where no other way into the library would allow it: a
 * digest tells that nothing was changed, not that it was ever so.
 */
final class VersionClaims {

  private static final int WIDEST = 1 << 20;
  private static final int MOST_FEATURES = 1 << 22;
  private static final int MOST_PARENTS = 64;
  private static final int LONGEST = 256;
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

  private VersionClaims() {}

  static void check(Version said) {
    VersionName name = VersionName.parse("name", said.getName());
    require(name.digest().equals(said.getDigest()), "its name is not that of its digest");
    digest("digest", said.getDigest());
    ModelName.parse("model", said.getModel());
    bounded("model_fingerprint", said.getModelFingerprint().getWeightsDigest(), 1);
    bounded("model_fingerprint", said.getModelFingerprint().getTokenizerDigest(), 0);
    bounded("model_fingerprint", said.getModelFingerprint().getTemplateDigest(), 0);
    bounded("behaviour", said.getBehaviour(), 1);
    bounded("code_version", said.getCodeVersion(), 0);
    checkDtype(said);
    require(said.getMethodValue() != 0, "its method is not there");
    require(said.getWidth() > 0 && said.getWidth() <= WIDEST, "its width is " + said.getWidth());
    parts(said);
    sites(said);
  }

  private static void checkDtype(Version said) {
    StoredDtype dtype = VectorProtos.dtype("stored_dtype", said.getStoredDtype());
    require(dtype == StoredDtype.F32 || !said.hasSparse(), "a sparse version is stored as float32");
  }

  /** Each method has parts of its own, and no others: what is absent is not in the digest. */
  private static void parts(Version said) {
    BuildMethod method = VectorProtos.method(said.getMethod());
    boolean built = method.isBuilt();
    part("read_positions", said.hasReadPositions(), built);
    part("layout", said.hasLayout(), built);
    part("dataset", !said.getDataset().isEmpty(), built);
    part("dataset_digest", !said.getDatasetDigest().isEmpty(), built);
    part("pair_count", said.getPairCount() != 0, built);
    part("sparse", said.hasSparse(), method == BuildMethod.SAS);
    part("pas", said.hasPas(), method.isPainless());
    part("imported", said.hasImported(), method == BuildMethod.IMPORTED);
    part("composed", said.hasComposed(), method == BuildMethod.COMPOSED);
    require(said.getFirstItem() >= 0 && said.getPairCount() >= 0, "its items are negative");
    if (built) {
      DatasetName.parse("dataset", said.getDataset());
      digest("dataset_digest", said.getDatasetDigest());
    } else {
      require(said.getFirstItem() == 0, "it has items without a data set");
    }
    if (said.hasSparse()) {
      sparse(said.getSparse());
    }
    if (said.hasPas()) {
      pas(said.getPas());
    }
    if (said.hasImported()) {
      imported(said.getImported());
    }
    if (said.hasComposed()) {
      composed(said.getComposed());
    }
  }

  private static void part(String field, boolean there, boolean wanted) {
    require(there == wanted, "its method %s %s".formatted(wanted ? "needs" : "has no", field));
  }

  private static void sites(Version said) {
    List<VersionSite> sites = said.getSitesList();
    require(!sites.isEmpty(), "it has no sites");
    require(sites.size() <= FileLimits.MOST_TENSORS, "it has too many sites");
    for (VersionSite site : sites) {
      require(
          Double.isFinite(site.getVectorNorm()) && site.getVectorNorm() >= 0,
          "the norm of a vector is " + site.getVectorNorm());
      require(
          Double.isFinite(site.getResidualMeanNorm()) && site.getResidualMeanNorm() >= 0,
          "the norm of activations is " + site.getResidualMeanNorm());
      part("sparse at a site", site.hasSparse(), said.hasSparse());
      if (site.hasSparse()) {
        content(said.getSparse(), site.getSparse());
      }
    }
    require(!said.hasSparse() || sites.size() == 1, "a sparse version has one site");
    require(
        said.hasDefaultSite() || sites.size() > 1, "a version of one site acts there by default");
    require(
        !said.hasDefaultSite()
            || sites.stream().anyMatch(site -> site.getSite().equals(said.getDefaultSite())),
        "its default site is none of its sites");
  }

  private static void sparse(SparseRecipe said) {
    SaeName.parse("sparse.sae", said.getSae());
    bounded("sparse.sae_digest", said.getSaeDigest(), 1);
    require(
        said.getFeatureCount() >= 1 && said.getFeatureCount() <= MOST_FEATURES,
        "its autoencoder has %d features; 1 to %d are allowed"
            .formatted(said.getFeatureCount(), MOST_FEATURES));
    boolean coupled = said.getSaeKind() == SaeKind.SAE_KIND_TOP_K;
    require(
        coupled ? said.getK() >= 1 && said.getK() <= said.getFeatureCount() : said.getK() == 0,
        "its k is " + said.getK());
    require(said.getTau() >= 0 && said.getTau() <= 1, "its tau is " + said.getTau());
  }

  private static void content(SparseRecipe recipe, SparseContent said) {
    int features = recipe.getFeatureCount();
    require(
        said.getSupportSize() >= 1
            && said.getSupportSize() <= said.getRowCount()
            && said.getRowCount() <= features,
        "it has %d features in %d rows".formatted(said.getSupportSize(), said.getRowCount()));
    require(
        said.getPositiveRowCount() >= 1 && said.getNegativeRowCount() >= 1,
        "a side of it was never read");
    require(
        isCount(said.getPositiveActiveFeatureCount(), features)
            && isCount(said.getNegativeActiveFeatureCount(), features)
            && isCount(
                said.getSharedFeatureCount(),
                Math.min(
                    said.getPositiveActiveFeatureCount(), said.getNegativeActiveFeatureCount())),
        "its counts of active features do not fit together");
  }

  private static boolean isCount(int said, int most) {
    return said >= 0 && said <= most;
  }

  private static void pas(PasRecipe said) {
    bounded("pas.task", said.getTask(), 1);
    require(
        said.getRightCount() >= 0
            && said.getWrongCount() >= 0
            && said.getPositiveCount() >= 1
            && said.getNegativeCount() >= 1,
        "a side of its contrast has nothing");
    if (!said.getPrefixDigest().isEmpty()) {
      digest("pas.prefix_digest", said.getPrefixDigest());
    }
    if (said.hasLabelShuffleSeed()) {
      TaskProtos.checkSeed("pas.label_shuffle_seed", said.getLabelShuffleSeed());
    }
  }

  private static void imported(ImportRecipe said) {
    VectorFileFormat format = FileProtos.format("imported.format", said.getFormat());
    require(format != VectorFileFormat.BUNDLE, "a bundle is not kept as what it was imported from");
    FileProtos.words("imported.file_name", said.getFileName());
    FileProtos.words("imported.model_hint", said.getModelHint());
    require(
        format == VectorFileFormat.GGUF || said.getModelHint().isEmpty(),
        "only GGUF has a hint of a model");
    digest("imported.file_digest", said.getFileDigest());
  }

  private static void composed(CompositionRecipe said) {
    require(
        said.getTermsCount() >= 1
            && said.getTermsCount() <= MOST_PARENTS
            && said.getOrthogonalToCount() <= MOST_PARENTS,
        "it was composed of too few or too many versions");
    for (ParentVersion term : said.getTermsList()) {
      parent(term);
      require(
          Double.isFinite(term.getWeight()) && term.getWeight() != 0,
          "the weight of a term is " + term.getWeight());
    }
    for (ParentVersion removed : said.getOrthogonalToList()) {
      parent(removed);
      require(removed.getWeight() == 0, "what was projected out has no weight");
    }
  }

  private static void parent(ParentVersion said) {
    require(
        !VersionName.parse("composed", said.getVersion()).isAbbreviated(),
        "the digest of a parent is not there in full");
  }

  private static void digest(String field, String said) {
    require(SHA_256.matcher(said).matches(), "its %s is no SHA-256".formatted(field));
  }

  private static void bounded(String field, String said, int shortest) {
    require(
        said.length() >= shortest && said.length() <= LONGEST,
        "its %s has %d characters".formatted(field, said.length()));
  }

  private static void require(boolean holds, String why) {
    if (!holds) {
      throw refused(why);
    }
  }

  private static SteermeshException refused(String why) {
    return InvalidFile.because(VectorFileFormat.BUNDLE, "in its version.json: " + why);
  }
}
