package org.steermesh.engine;

import java.util.List;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.tokenizer.TokenSequence;

/**
 * Asks for activations of one sequence.
 *
 * @param tokens the sequence
 * @param sites where, at least one; a site sees the interventions of lower sites, not its own
 * @param positions which tokens
 * @param interventions applied during the pass, in order; may be empty
 */
public record CaptureRequest(
    TokenSequence tokens, List<Site> sites, Positions positions, List<Intervention> interventions) {

  /** Copies the lists. */
  public CaptureRequest {
    sites = List.copyOf(sites);
    interventions = List.copyOf(interventions);
  }
}
