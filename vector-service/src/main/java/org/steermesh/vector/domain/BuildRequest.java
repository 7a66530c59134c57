package org.steermesh.vector.domain;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.DatasetName;
import org.steermesh.contract.VectorName;
import org.steermesh.contract.type.Positions;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.contract.type.Site;

/**
 * A wish to build a version.
 *
 * @param vector the vector that gets a version
 * @param dataset what it is made from
 * @param model {@code models/{model}}; empty is the model that activation-service hosts
 * @param method how it is made
 * @param sites where it is read, each once; empty is the residual of every block
 * @param defaultSite where the version acts when nobody says; null leaves it open
 * @param readPositions which tokens it is read from
 * @param range which items are used
 * @param layout how the questions are shown
 * @param labels the caller's own words
 * @param storedDtype what the floats are stored as; of sparse vectors float32
 * @param sparse how sparse vectors are made; null exactly for dense methods
 * @param pas how those of painless activation steering are; null exactly for other methods
 */
public record BuildRequest(
    VectorName vector,
    DatasetName dataset,
    String model,
    BuildMethod method,
    List<Site> sites,
    @Nullable Site defaultSite,
    Positions readPositions,
    ItemRange range,
    PromptLayout layout,
    Map<String, String> labels,
    StoredDtype storedDtype,
    @Nullable SparseParameters sparse,
    @Nullable PasParameters pas) {

  /**
   * A range of items of a data set.
   *
   * @param first index of the first
   * @param count how many; 0 is all that follow
   */
  public record ItemRange(long first, long count) {}
}
