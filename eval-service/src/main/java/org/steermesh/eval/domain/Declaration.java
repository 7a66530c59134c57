package org.steermesh.eval.domain;

import java.util.ArrayList;
import java.util.List;
import org.steermesh.eval.domain.statistics.Bootstrap;

/**
 * A declared experiment: everything that is needed to run it again.
 *
 * @param title for people; the data set's name where the caller gave none
 * @param steering what is added to the model, where and how strongly
 * @param items on which questions the behaviour is scored
 * @param texts on which neutral texts the side effect is measured
 * @param analysis how the numbers are summarised
 */
public record Declaration(
    String title, Steering steering, Items items, NeutralTexts texts, Analysis analysis) {

  /**
   * What is added to the model.
   *
   * @param model {@code models/{model}}
   * @param vector {@code vectors/{vector}/versions/{digest}}, the digest in full
   * @param sites where; at least one, none twice
   * @param strengths how strongly; finite, rising, none twice, 0 among them
   */
  public record Steering(String model, String vector, List<Site> sites, List<Double> strengths) {

    /** Sorts sites and strengths, drops repeats and adds the baseline, strength 0. */
    public Steering {
      if (sites.isEmpty()) {
        throw new IllegalArgumentException("there are 0 sites, at least 1 is needed");
      }
      for (double strength : strengths) {
        if (!Double.isFinite(strength)) {
          throw new IllegalArgumentException("strength is " + strength + ", not finite");
        }
      }
      sites = sites.stream().sorted().distinct().toList();
      List<Double> withBaseline = new ArrayList<>(strengths);
      withBaseline.add(0.0);
      // + 0.0 turns -0.0 into 0.0, which is the same strength.
      strengths = withBaseline.stream().map(s -> s + 0.0).sorted().distinct().toList();
    }
  }

  /**
   * The questions.
   *
   * @param dataset {@code datasets/{dataset}} of contrastive pairs
   * @param limit how many of its items, from the first on; 0 takes all
   * @param layout how a question becomes a prompt
   */
  public record Items(String dataset, int limit, Layout layout) {

    /** Checks the limit. */
    public Items {
      if (limit < 0) {
        throw new IllegalArgumentException("limit is " + limit + ", allowed from 0 (all)");
      }
    }
  }

  /**
   * How a question becomes a prompt.
   *
   * @param chat whether it is the one user message of a chat, or else plain text
   * @param template the instruction around it; {@code {question}} is replaced
   * @param answerPrefix what stands between the prompt and the answer letter
   */
  public record Layout(boolean chat, String template, String answerPrefix) {}

  /**
   * Texts that have nothing to do with the behaviour.
   *
   * @param dataset {@code datasets/{dataset}} of texts; empty for none
   * @param texts given with the declaration
   */
  public record NeutralTexts(String dataset, List<String> texts) {

    /** Keeps the texts. */
    public NeutralTexts {
      texts = List.copyOf(texts);
    }

    /** Whether perplexity is measured at all. */
    public boolean isDeclared() {
      return !dataset.isEmpty() || !texts.isEmpty();
    }
  }

  /**
   * How the numbers are summarised.
   *
   * @param bootstrap of the 95 % intervals
   * @param perplexityRatioLimit a cell above it is not recommended; at least 1
   */
  public record Analysis(Bootstrap bootstrap, double perplexityRatioLimit) {

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
