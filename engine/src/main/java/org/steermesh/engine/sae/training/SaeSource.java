package org.steermesh.engine.sae.training;

import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.steering.Site;

/**
 * Where activations come from.
 *
 * @param model whose
 * @param site where in it
 * @param text what it reads
 * @param context most tokens of one sequence, 2 to the model's context
 */
public record SaeSource(LanguageModel model, Site site, TrainingText text, int context) {

  /** Refuses a context that the model does not have. */
  public SaeSource {
    int most = model.description().context();
    if (context < 2 || context > most) {
      throw new IllegalArgumentException(
          "a context of " + context + " tokens must be from 2 to " + most + ", the model's");
    }
  }
}
