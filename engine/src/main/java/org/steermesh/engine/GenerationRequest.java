package org.steermesh.engine;

import java.util.List;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.tokenizer.TokenSequence;

/**
 * Asks for one generated text.
 *
 * @param tokens the input
 * @param sampling how tokens are chosen
 * @param interventions applied at prefill and at every decode step
 */
public record GenerationRequest(
    TokenSequence tokens, Sampling sampling, List<Intervention> interventions) {

  /** Copies the list. */
  public GenerationRequest {
    interventions = List.copyOf(interventions);
  }
}
