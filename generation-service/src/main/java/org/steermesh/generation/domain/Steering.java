package org.steermesh.generation.domain;

import java.util.List;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.steering.PositionSelector;
import org.steermesh.engine.steering.SelectedPositions;
import org.steermesh.engine.tokenizer.TokenSequence;

/**
 * Wanted interventions, made ready for the engine.
 *
 * @param interventions as the engine takes them
 * @param origins one per wanted intervention and site, in request order
 */
public record Steering(List<Intervention> interventions, List<Origin> origins) {

  /** Copies the lists. */
  public Steering {
    interventions = List.copyOf(interventions);
    origins = List.copyOf(origins);
  }

  /**
   * What became of a wanted intervention at one site.
   *
   * @param index of the wanted intervention in its request, from 0
   * @param version the vector's version with its digest in full; empty for an inline vector
   * @param intervention index of the engine's intervention, which others may share
   * @param strength that was asked for
   */
  public record Origin(int index, String version, int intervention, float strength) {}

  /**
   * Refuses an intervention that could not change any token of this input, nor one generated after
   * it: steering never silently does nothing.
   *
   * @throws SteermeshException POSITION_NOT_FOUND
   * @throws org.steermesh.engine.EngineException POSITION_NOT_FOUND with the rule's own reason
   */
  public void requireEffectOn(TokenSequence tokens) {
    for (Origin origin : origins) {
      Intervention intervention = interventions.get(origin.intervention());
      SelectedPositions selected = PositionSelector.resolve(intervention.positions(), tokens);
      boolean reachesGenerated =
          selected.generated() || selected.listed().length() > tokens.length();
      if (!reachesGenerated && selected.within(tokens.ids()).length == 0) {
        int index = origin.index();
        throw new SteermeshException(
                ErrorReason.POSITION_NOT_FOUND,
                "interventions[%d]: %s selects none of the input's %d tokens and no generated one"
                    .formatted(index, intervention.positions().rule(), tokens.length()))
            .with("intervention_index", Integer.toString(index));
      }
    }
  }
}
