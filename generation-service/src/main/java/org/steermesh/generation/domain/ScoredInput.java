package org.steermesh.generation.domain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.ScoreRequest;
import org.steermesh.engine.steering.PositionSelector;
import org.steermesh.engine.tokenizer.TokenSequence;
import org.steermesh.engine.tokenizer.TokenTexts;
import org.steermesh.host.ModelInput;

/**
 * An input with continuations to score, before they are tokens.
 *
 * @param id the caller's own; empty where it gave none
 * @param input what every continuation follows
 * @param continuations at least one
 */
public record ScoredInput(String id, ModelInput input, List<Continuation> continuations) {

  /** Copies the list. */
  public ScoredInput {
    continuations = List.copyOf(continuations);
  }

  /**
   * The same as tokens.
   *
   * @param id the caller's own
   * @param tokens the input
   * @param continuations each at least one token
   */
  public record Encoded(String id, TokenSequence tokens, List<int[]> continuations) {

    /** Asks for the scores under a steering. */
    public ScoreRequest under(Steering steering) {
      return new ScoreRequest(tokens, continuations, steering.interventions());
    }

    /**
     * Tokens that are not the same under a steering: those of the input from the first steered one
     * on, and the continuations'.
     *
     * @param texts of the model's tokens
     */
    int tokensAfter(Steering steering, TokenTexts texts) {
      int unchanged =
          steering.interventions().stream()
              .map(each -> PositionSelector.resolve(each.positions(), tokens, texts))
              .flatMapToInt(selected -> Arrays.stream(selected.ofInput()).limit(1))
              .min()
              .orElse(tokens.length());
      int scored = continuations.stream().mapToInt(ids -> ids.length).sum();
      return tokens.length() - unchanged + scored;
    }
  }

  /**
   * Turns it into tokens. Belongs on a model thread.
   *
   * @throws org.steermesh.engine.EngineException for what the model cannot take
   */
  public Encoded encode(LanguageModel model) {
    TokenSequence tokens = input.encode(model);
    List<int[]> encoded = new ArrayList<>();
    for (Continuation continuation : continuations) {
      encoded.add(continuation.encode(model));
    }
    return new Encoded(id, tokens, encoded);
  }
}
