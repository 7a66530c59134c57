package org.steermesh.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.tokenizer.TokenSequence;

/**
 * Asks for one generated text.
 *
 * @param tokens the input
 * @param sampling how tokens are chosen
 * @param interventions applied at prefill and at every decode step
 * @param watch over what comes out; none watches nothing
 */
public record GenerationRequest(
    TokenSequence tokens,
    Sampling sampling,
    List<Intervention> interventions,
    @Nullable Watch watch) {

  /** Copies the list. */
  public GenerationRequest {
    interventions = List.copyOf(interventions);
  }

  /** A text that nothing watches. */
  public GenerationRequest(
      TokenSequence tokens, Sampling sampling, List<Intervention> interventions) {
    this(tokens, sampling, interventions, null);
  }
}
