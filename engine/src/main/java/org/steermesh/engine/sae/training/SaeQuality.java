package org.steermesh.engine.sae.training;

/**
 * How good an autoencoder is on held-out text. Losses are mean cross-entropies in nats per
 * predicted token, with the activations of all positions but BOS replaced as named.
 *
 * @param tokens activations that were rebuilt
 * @param averageActive average number of active features (L0)
 * @param explainedVariance 1 - squared error of the rebuilt activations / their squared distance to
 *     their mean
 * @param loss of the model as it is
 * @param lossRebuilt with what the autoencoder makes of the activations in their place
 * @param lossZero with zero in their place
 * @param lossMean with the mean activation in their place
 */
public record SaeQuality(
    long tokens,
    double averageActive,
    double explainedVariance,
    double loss,
    double lossRebuilt,
    double lossZero,
    double lossMean) {

  /** 1 where the model predicts as well as without, 0 where as badly as with zeros; may be NaN. */
  public double lossRecovered() {
    return (lossZero - lossRebuilt) / (lossZero - loss);
  }

  /** The same against the mean activation, which is the harder comparison; may be NaN. */
  public double lossRecoveredFromMean() {
    return (lossMean - lossRebuilt) / (lossMean - loss);
  }
}
