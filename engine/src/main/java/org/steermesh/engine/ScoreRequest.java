package org.steermesh.engine;

import java.util.List;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.tokenizer.TokenSequence;

/**
 * Asks for the log-probabilities of continuations of one input.
 *
 * @param tokens the input that every continuation follows
 * @param continuations token ids, each at least one token; at least one continuation
 * @param interventions applied during the pass; positions at or after the input's length are
 *     generated ones
 */
public record ScoreRequest(
    TokenSequence tokens, List<int[]> continuations, List<Intervention> interventions) {

  /** Copies the lists. */
  public ScoreRequest {
    continuations = List.copyOf(continuations);
    interventions = List.copyOf(interventions);
  }
}
