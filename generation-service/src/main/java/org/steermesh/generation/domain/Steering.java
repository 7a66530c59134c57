package org.steermesh.generation.domain;

import java.util.List;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.steering.PositionSelector;
import org.steermesh.engine.steering.SelectedPositions;
import org.steermesh.engine.tokenizer.TokenSequence;

/**
 * Wanted interventions, made ready for the engine: one per site, each with where it came from.
 *
 * @param interventions as the engine takes them
 * @param origins of each intervention, in the same order
 */
public record Steering(List<Intervention> interventions, List<Origin> origins) {

  /** Copies the lists. */
  public Steering {
    interventions = List.copyOf(interventions);
    origins = List.copyOf(origins);
  }

  /**
   * Where an intervention came from.
   *
   * @param index of the wanted intervention in its request, from 0
   * @param version the vector's version with its digest in full; empty for an inline vector
   */
  public record Origin(int index, String version) {}

  /**
   * Refuses an intervention that could not change any token of this input, nor one generated after
   * it: steering never silently does nothing.
   *
   * @throws SteermeshException POSITION_NOT_FOUND
   * @throws org.steermesh.engine.EngineException POSITION_NOT_FOUND with the rule's own reason
   */
  public void requireEffectOn(TokenSequence tokens) {
    for (int i = 0; i < interventions.size(); i++) {
      SelectedPositions selected =
          PositionSelector.resolve(interventions.get(i).positions(), tokens);
      boolean reachesGenerated =
          selected.generated() || selected.listed().length() > tokens.length();
      if (!reachesGenerated && selected.within(tokens.ids()).length == 0) {
        int index = origins.get(i).index();
        throw new SteermeshException(
                ErrorReason.POSITION_NOT_FOUND,
                "interventions[%d]: %s selects none of the input's %d tokens and no generated one"
                    .formatted(index, interventions.get(i).positions().rule(), tokens.length()))
            .with("intervention_index", Integer.toString(index));
      }
    }
  }
}
