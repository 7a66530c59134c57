package org.steermesh.generation.domain;

import java.util.List;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.steering.PositionSelector;
import org.steermesh.engine.steering.SelectedPositions;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.tokenizer.TokenSequence;
import org.steermesh.engine.tokenizer.TokenTexts;

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

  /** The plain model. */
  public static final Steering NONE = new Steering(List.of(), List.of());

  /**
   * What became of a wanted intervention at one site.
   *
   * @param index of the wanted intervention in its request, from 0
   * @param version the vector's version with its digest in full; empty for an inline vector
   * @param intervention index of the engine's intervention, which others may share
   * @param strength that was asked for
   * @param plannedDose relative dose to expect at this strength; 0 where that is not known
   */
  public record Origin(
      int index, String version, int intervention, float strength, double plannedDose) {}

  /** Whether a gate decides on which tokens the intervention of an origin acts. */
  public boolean isGated(Origin origin) {
    return interventions.get(origin.intervention()).gate() != null;
  }

  /** The sum of the doses planned at the site of an origin: they may all point the same way. */
  public double plannedDose(Site site) {
    return origins.stream()
        .filter(origin -> interventions.get(origin.intervention()).site().equals(site))
        .mapToDouble(Origin::plannedDose)
        .sum();
  }

  /**
   * Refuses doses that are too large before anything is computed.
   *
   * @param limit largest planned dose at a site
   * @throws SteermeshException OVER_DOSE
   */
  public void requireDoseWithin(double limit) {
    for (Origin origin : origins) {
      Site site = interventions.get(origin.intervention()).site();
      double planned = plannedDose(site);
      if (planned > limit) {
        throw new SteermeshException(
                ErrorReason.OVER_DOSE,
                ("interventions[%d]: the change planned at %s is %.2f times as large as the"
                        + " activations there; at most %.2f is allowed, or policy.allow_over_dose")
                    .formatted(origin.index(), site, planned, limit))
            .with("intervention_index", Integer.toString(origin.index()))
            .with("planned_dose", Double.toString(planned))
            .with("dose_limit", Double.toString(limit));
      }
    }
  }

  /**
   * Refuses an intervention that could not change any token of this input, nor one generated after
   * it: steering never silently does nothing.
   *
   * @param texts of the model's tokens
   * @throws SteermeshException POSITION_NOT_FOUND
   * @throws org.steermesh.engine.EngineException POSITION_NOT_FOUND with the rule's own reason
   */
  public void requireEffectOn(TokenSequence tokens, TokenTexts texts) {
    for (Origin origin : origins) {
      Intervention intervention = interventions.get(origin.intervention());
      SelectedPositions selected =
          PositionSelector.resolve(intervention.positions(), tokens, texts);
      if (!selected.reachesGenerated() && selected.ofInput().length == 0) {
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
