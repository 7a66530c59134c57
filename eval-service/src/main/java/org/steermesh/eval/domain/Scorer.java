package org.steermesh.eval.domain;

import java.util.List;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.eval.domain.pas.LetterScorer;

/** Runs the model under every cell of a grid. */
public interface Scorer {

  /**
   * Which cells, of what.
   *
   * @param model {@code models/{model}}
   * @param cells at least one
   */
  record Grid(String model, List<Cell> cells) {}

  /** How one question or text fared in one cell. */
  sealed interface Answer {

    /**
     * It was scored.
     *
     * @param logProbabilities natural log of each option's probability; of a text, one
     * @param tokens tokens of the options together
     * @param largestDose largest norm of a change over that of the activation it changed
     */
    record Scored(List<Double> logProbabilities, int tokens, double largestDose)
        implements Answer {}

    /**
     * The service refused it.
     *
     * @param reason in UPPER_SNAKE_CASE
     */
    record Refused(String reason) implements Answer {}
  }

  /**
   * Scores both options of every question, the matching one first.
   *
   * @return [cell][question]
   * @throws org.steermesh.contract.SteermeshException CANCELLED once {@code cancellation} is
   */
  List<List<Answer>> questions(
      Grid grid, PromptLayout layout, List<Question> questions, Cancellation cancellation);

  /**
   * Scores every text, from its second token on, given what comes before each token.
   *
   * @return [cell][text]
   * @throws org.steermesh.contract.SteermeshException CANCELLED once {@code cancellation} is
   */
  List<List<Answer>> texts(Grid grid, List<String> texts, Cancellation cancellation);

  /**
   * One question with answers of any number and length.
   *
   * @param layout how it is shown; its prefix opens every answer and is not scored
   * @param continuations at least one
   */
  record Options(PromptLayout layout, String question, List<String> continuations) {}

  /**
   * Scores every continuation of every item.
   *
   * @return [cell][item]
   * @throws org.steermesh.contract.SteermeshException CANCELLED once {@code cancellation} is
   */
  List<List<Answer>> options(Grid grid, List<Options> items, Cancellation cancellation);

  /**
   * Scores the letters that may follow every prompt, each by its token, at the arms' positions.
   *
   * @return [cell][prompt]
   * @throws org.steermesh.contract.SteermeshException LETTER_NOT_A_TOKEN; CANCELLED once {@code
   *     cancellation} is
   */
  List<List<Answer>> letters(
      Grid grid, List<LetterScorer.Prompt> prompts, Cancellation cancellation);

  /** How one text fared in one cell. */
  sealed interface TextAnswer {

    /**
     * It was scored, from its second token on.
     *
     * @param logLikelihood natural log
     * @param tokens that were scored
     * @param divergence of the steered from the unsteered distributions, nats, over these tokens
     * @param largestDose largest norm of a change over that of the activation it changed
     */
    record Measured(double logLikelihood, int tokens, double divergence, double largestDose)
        implements TextAnswer {}

    /**
     * The service refused it.
     *
     * @param reason in UPPER_SNAKE_CASE
     */
    record Refused(String reason) implements TextAnswer {}
  }

  /**
   * Scores every text as {@link #texts} does, and measures how far steering moves its next-token
   * distributions.
   *
   * @return [cell][text]
   * @throws org.steermesh.contract.SteermeshException CANCELLED once {@code cancellation} is
   */
  List<List<TextAnswer>> divergingTexts(Grid grid, List<String> texts, Cancellation cancellation);
}
