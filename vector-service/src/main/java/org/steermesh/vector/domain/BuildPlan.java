package org.steermesh.vector.domain;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.type.Positions;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.contract.type.Site;

/**
 * A build with nothing left open: whoever runs it, and however often, gets the same version.
 *
 * @param vectorId the vector that gets a version
 * @param dataset what it is made from; content with another digest is another data set
 * @param firstItem index of the first item used
 * @param itemCount number of items used, at least 1
 * @param model what is read
 * @param method how it is made
 * @param sites where it is read, ascending, each once, at least one
 * @param defaultSite where the version acts when nobody says: one of the sites, or null
 * @param readPositions which tokens it is read from
 * @param layout how the questions are shown
 * @param labels the caller's own words
 * @param storedDtype what the floats are stored as; of sparse vectors float32
 * @param sparse what only sparse vectors have; null exactly for dense methods
 * @param pas what only painless activation steering takes; null exactly for other methods
 */
public record BuildPlan(
    String vectorId,
    Dataset dataset,
    int firstItem,
    int itemCount,
    ModelFacts model,
    BuildMethod method,
    List<Site> sites,
    @Nullable Site defaultSite,
    Positions readPositions,
    PromptLayout layout,
    Map<String, String> labels,
    StoredDtype storedDtype,
    @Nullable SparsePlan sparse,
    @Nullable PasParameters pas) {

  /** Number of items to work on: those of painless steering are answered, then read. */
  public int workCount() {
    return pas == null ? itemCount : 2 * itemCount;
  }
}
