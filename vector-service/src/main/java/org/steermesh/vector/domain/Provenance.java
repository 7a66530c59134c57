package org.steermesh.vector.domain;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.type.ModelFingerprint;
import org.steermesh.contract.type.Positions;
import org.steermesh.contract.type.PromptLayout;

/**
 * Where a version comes from: all that a person needs to build it again.
 *
 * @param model {@code models/{model}}
 * @param fingerprint what identifies that model
 * @param method how it was made
 * @param readPositions which tokens it was read from; null where nobody here knows
 * @param layout how the questions were shown; null where nobody here knows
 * @param data which items it was made from; without a data set where nobody here knows
 * @param codeVersion version of the code that made it
 * @param sparse what only sparse vectors have; null for dense ones
 * @param pas what only those of painless activation steering have; null for others
 * @param imported the file that it was read from; null for others
 * @param composed the versions that it was composed of; null for others
 * @param storedDtype what its floats are stored as; of sparse ones float32
 */
public record Provenance(
    String model,
    ModelFingerprint fingerprint,
    BuildMethod method,
    @Nullable Positions readPositions,
    @Nullable PromptLayout layout,
    DataUsed data,
    String codeVersion,
    @Nullable SparseRecipe sparse,
    @Nullable PasRecipe pas,
    @Nullable ImportRecipe imported,
    @Nullable CompositionRecipe composed,
    StoredDtype storedDtype) {

  /** Records of earlier services do not say what was float32 always. */
  public Provenance {
    storedDtype = Objects.requireNonNullElse(storedDtype, StoredDtype.F32);
  }

  /** Of a version that was built, and is stored as float32. */
  public Provenance(
      String model,
      ModelFingerprint fingerprint,
      BuildMethod method,
      Positions readPositions,
      PromptLayout layout,
      DataUsed data,
      String codeVersion,
      @Nullable SparseRecipe sparse,
      @Nullable PasRecipe pas) {
    this(
        model,
        fingerprint,
        method,
        readPositions,
        layout,
        data,
        codeVersion,
        sparse,
        pas,
        null,
        null,
        StoredDtype.F32);
  }

  /** Of a version that was imported. */
  static Provenance of(
      ModelFacts model, ImportRecipe imported, String behaviour, String codeVersion) {
    return new Provenance(
        model.name(),
        model.fingerprint(),
        BuildMethod.IMPORTED,
        null,
        null,
        DataUsed.unknown(behaviour),
        codeVersion,
        null,
        null,
        imported,
        null,
        StoredDtype.F32);
  }

  /** Of a version that was composed; the model is that of a parent. */
  static Provenance of(
      Provenance parent, CompositionRecipe composed, String behaviour, String codeVersion) {
    return new Provenance(
        parent.model,
        parent.fingerprint,
        BuildMethod.COMPOSED,
        null,
        null,
        DataUsed.unknown(behaviour),
        codeVersion,
        null,
        null,
        null,
        composed,
        StoredDtype.F32);
  }

  /** The same of a version whose floats are stored so. */
  public Provenance storedAs(StoredDtype other) {
    return new Provenance(
        model,
        fingerprint,
        method,
        readPositions,
        layout,
        data,
        codeVersion,
        sparse,
        pas,
        imported,
        composed,
        other);
  }

  /**
   * The items that a version was made from.
   *
   * @param dataset {@code datasets/{dataset}}
   * @param digest its digest, kept in case it is deleted
   * @param behaviour its behaviour
   * @param firstItem index of the first item used
   * @param pairCount number of contrastive pairs used, or of items answered
   */
  public record DataUsed(
      String dataset, String digest, String behaviour, int firstItem, int pairCount) {

    /** No data set: only the behaviour is known. */
    static DataUsed unknown(String behaviour) {
      return new DataUsed("", "", behaviour, 0, 0);
    }
  }
}
