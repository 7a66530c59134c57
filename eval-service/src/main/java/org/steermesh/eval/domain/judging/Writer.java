package org.steermesh.eval.domain.judging;

import java.util.List;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.eval.domain.Cancellation;
import org.steermesh.eval.domain.Cell;

/** Lets the model write. */
public interface Writer {

  /**
   * One text that is wanted.
   *
   * @param model {@code models/{model}}; empty is the one that generation-service hosts
   * @param changes what steers; nothing for the model as it is
   * @param layout how the question is shown
   * @param question what is asked
   * @param opening how the answer begins; may be empty
   * @param drawing how tokens are chosen
   * @param seed of the draw
   */
  record Wanted(
      String model,
      List<Cell.Steered> changes,
      PromptLayout layout,
      String question,
      String opening,
      Drawing drawing,
      long seed) {}

  /** What became of it. */
  sealed interface Outcome {

    /**
     * It was written.
     *
     * @param text without the opening
     * @param inputTokens of prompt and opening
     * @param tokens generated
     * @param largestDose largest norm of a change over that of the activation it changed
     * @param receipt what the steering did, as JSON; empty for nothing
     */
    record Written(String text, int inputTokens, int tokens, double largestDose, String receipt)
        implements Outcome {}

    /**
     * The service refused it.
     *
     * @param reason in UPPER_SNAKE_CASE
     */
    record Refused(String reason) implements Outcome {}
  }

  /**
   * Writes one text.
   *
   * @throws org.steermesh.contract.SteermeshException CANCELLED once {@code cancellation} is;
   *     DEPENDENCY_UNAVAILABLE or QUEUE_FULL where asking again may help
   */
  Outcome write(Wanted wanted, Cancellation cancellation);
}
