package org.steermesh.engine.sae.training;

/**
 * What an autoencoder looks like.
 *
 * @param kind its non-linearity
 * @param width floats per activation d, 1 or more
 * @param features size of the dictionary m, 2 or more
 * @param active TOPK: k; JUMPRELU: the average number of active features to reach; 1 to m - 1
 * @param subtractsBias whether the decoder's bias is subtracted from the input (a pre-encoder bias)
 */
public record SaeShape(
    TrainedKind kind, int width, int features, int active, boolean subtractsBias) {

  /** Most weights of one matrix. */
  public static final long MOST_WEIGHTS = 1L << 30;

  /** Refuses shapes that cannot be trained. */
  public SaeShape {
    if (width < 1) {
      throw new IllegalArgumentException("a width of " + width + " must be 1 or more");
    }
    if (features < 2 || (long) features * width > MOST_WEIGHTS) {
      throw new IllegalArgumentException(
          features
              + " features must be from 2 to "
              + MOST_WEIGHTS / width
              + " for activations of width "
              + width);
    }
    if (active < 1 || active >= features) {
      throw new IllegalArgumentException(
          active + " active features must be from 1 to " + (features - 1));
    }
  }
}
