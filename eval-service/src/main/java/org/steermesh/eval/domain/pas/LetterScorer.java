package org.steermesh.eval.domain.pas;

import java.util.List;
import java.util.Optional;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.contract.type.Site;
import org.steermesh.eval.domain.Cancellation;

/** Asks the model for the letter that follows a prompt, steered at the prompt's last token. */
public interface LetterScorer {

  /** Where the values of a change come from. */
  sealed interface Source {

    /**
     * A kept version.
     *
     * @param version {@code vectors/{vector}/versions/{digest}}
     */
    record Kept(String version) implements Source {}

    /**
     * Values made on the spot.
     *
     * @param values as wide as the model
     */
    record Made(List<Float> values) implements Source {

      /** Keeps the values. */
      public Made {
        values = List.copyOf(values);
      }
    }
  }

  /**
   * What is added to the last token.
   *
   * @param source of the vector
   * @param site where it acts
   * @param strength factor of the vector
   */
  record Push(Source source, Site site, double strength) {}

  /**
   * A prompt and the letters that may follow.
   *
   * @param rendering how it is shown
   * @param text up to where the letter follows
   * @param letters at least two
   */
  record Prompt(PromptLayout.Rendering rendering, String text, List<String> letters) {}

  /** How one prompt was answered under one steering. */
  sealed interface Reply {

    /**
     * It was scored.
     *
     * @param logProbabilities natural log of each letter's probability
     */
    record Scored(List<Double> logProbabilities) implements Reply {

      /** Index of the likeliest letter, the first of equals. */
      public int likeliest() {
        int best = 0;
        for (int i = 1; i < logProbabilities.size(); i++) {
          if (logProbabilities.get(i) > logProbabilities.get(best)) {
            best = i;
          }
        }
        return best;
      }
    }

    /**
     * The service refused the prompt.
     *
     * @param reason in UPPER_SNAKE_CASE
     */
    record Refused(String reason) implements Reply {}
  }

  /**
   * Asks every prompt under every steering.
   *
   * @param steerings empty for the model as it is
   * @return [steering][prompt]
   */
  List<List<Reply>> ask(
      String model,
      List<Optional<Push>> steerings,
      List<Prompt> prompts,
      Cancellation cancellation);

  /** Tokens that the model takes in one pass. */
  int contextLength(String model);

  /**
   * Tokens of a text, special ones and those of the chat template included; {@link
   * Integer#MAX_VALUE} for one that the model does not take in one pass.
   */
  int tokenCount(String model, PromptLayout.Rendering rendering, String text);

  /**
   * The mean activation of the last token of some prompts minus that of others.
   *
   * @param split neither side is empty
   */
  List<Float> difference(
      String model, PromptLayout.Rendering rendering, LetterSplit split, Site site);
}
