package org.steermesh.eval.domain;

import java.util.List;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.eval.domain.statistics.Bootstrap;

/**
 * A declared experiment: everything that is needed to run it again.
 *
 * @param description for people; may be empty
 * @param steering what is added to the model, where and how strongly: the design
 * @param items on which questions the behaviour is scored
 * @param neutralTexts texts that have nothing to do with the behaviour; empty measures no
 *     perplexity
 * @param analysis how the numbers are summarised
 */
public record Declaration(
    String description,
    Steering steering,
    Items items,
    List<String> neutralTexts,
    Analysis analysis) {

  /** Keeps the texts. */
  public Declaration {
    neutralTexts = List.copyOf(neutralTexts);
  }

  /**
   * The questions.
   *
   * @param dataset {@code datasets/{dataset}} of contrastive pairs
   * @param first index of the first item used, from 0
   * @param count how many items from there on; 0 takes all
   * @param layout how a question becomes a prompt
   */
  public record Items(String dataset, long first, long count, PromptLayout layout) {}

  /**
   * How the numbers are summarised.
   *
   * @param bootstrap of the intervals
   * @param perplexityRatioLimit a cell above it is not recommended; at least 1
   * @param itemScoresGiven whether results hold the score of every item
   */
  public record Analysis(
      Bootstrap bootstrap, double perplexityRatioLimit, boolean itemScoresGiven) {

    /** Checks the limit. */
    public Analysis {
      if (!(perplexityRatioLimit >= 1)) {
        throw new IllegalArgumentException(
            "perplexity ratio limit is " + perplexityRatioLimit + ", allowed from 1");
      }
    }
  }

  /** The same with another design. */
  public Declaration with(Steering other) {
    return new Declaration(description, other, items, neutralTexts, analysis);
  }

  /** Every cell, the unsteered one first. */
  public List<Cell> cells() {
    return steering.cells();
  }
}
