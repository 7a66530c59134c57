package org.steermesh.vector.domain;

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
 * @param readPositions which tokens it was read from
 * @param layout how the questions were shown
 * @param data which items it was made from
 * @param codeVersion version of the code that made it
 * @param sparse what only sparse vectors have; null for dense ones
 * @param pas what only those of painless activation steering have; null for others
 */
public record Provenance(
    String model,
    ModelFingerprint fingerprint,
    BuildMethod method,
    Positions readPositions,
    PromptLayout layout,
    DataUsed data,
    String codeVersion,
    @Nullable SparseRecipe sparse,
    @Nullable PasRecipe pas) {

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
      String dataset, String digest, String behaviour, int firstItem, int pairCount) {}
}
