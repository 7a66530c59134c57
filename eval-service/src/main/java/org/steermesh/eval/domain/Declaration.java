package org.steermesh.eval.domain;

import java.util.ArrayList;
import java.util.List;
import org.steermesh.contract.type.Positions;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.contract.type.Site;
import org.steermesh.eval.domain.statistics.Bootstrap;

/**
 * A declared behaviour sweep: everything that is needed to run it again.
 *
 * @param description for people; may be empty
 * @param steering what is added to the model, where and how strongly
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
   * What is added to the model.
   *
   * @param model {@code models/{model}}
   * @param vector {@code vectors/{vector}/versions/{digest}}, the digest in full
   * @param sites where, each on its own; at least one, rising, none twice
   * @param strengths how strongly; finite, rising, none twice, 0 among them
   * @param positions which tokens of an item
   */
  public record Steering(
      String model, String vector, List<Site> sites, List<Double> strengths, Positions positions) {

    /** Sorts sites and strengths, drops repeats and adds the baseline, strength 0. */
    public Steering {
      if (sites.isEmpty()) {
        throw new IllegalArgumentException("there are 0 sites, at least 1 is needed");
      }
      sites = sites.stream().sorted().distinct().toList();
      strengths = withBaseline(strengths);
    }

    private static List<Double> withBaseline(List<Double> strengths) {
      List<Double> all = new ArrayList<>(strengths);
      all.add(0.0);
      for (double strength : strengths) {
        if (!Double.isFinite(strength)) {
          throw new IllegalArgumentException("strength is " + strength + ", not finite");
        }
      }
      // + 0.0 turns -0.0 into 0.0, which is the same strength.
      return all.stream().map(strength -> strength + 0.0).sorted().distinct().toList();
    }
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

  /** Every cell, the unsteered one first, then site by site by rising strength. */
  public List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    cells.add(new Cell.Unsteered());
    for (Site site : steering.sites()) {
      for (double strength : steering.strengths()) {
        if (strength != 0) {
          cells.add(new Cell.Steered(site, strength));
        }
      }
    }
    return List.copyOf(cells);
  }
}
