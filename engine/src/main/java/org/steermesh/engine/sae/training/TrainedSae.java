package org.steermesh.engine.sae.training;

/**
 * A finished training.
 *
 * @param shape of the autoencoder
 * @param quality on held-out text
 * @param trainedTokens activations trained on
 * @param passes times the text was begun
 * @param dead features that were not active on the last rows of the training
 * @param nanos spent on training, measuring left out; a training that went on counts its parts
 */
public record TrainedSae(
    SaeShape shape, SaeQuality quality, long trainedTokens, int passes, int dead, long nanos) {

  /** Activations trained on per second, capturing them included. */
  public double tokensPerSecond() {
    return trainedTokens * 1e9 / nanos;
  }
}
