package org.steermesh.engine.sae.training;

import org.steermesh.engine.training.TrainingException;

/**
 * How activations are brought to mean 0 and, on average, variance 1 per coordinate before they are
 * trained on. It is folded into the weights in the end, so that nobody else need know.
 *
 * @param mean of each coordinate, [d]
 * @param deviation root of the variance averaged over coordinates; above 0
 */
record Standard(float[] mean, float deviation) {

  /** Nothing to do. */
  static Standard none(int width) {
    return new Standard(new float[width], 1);
  }

  /**
   * Of some rows.
   *
   * @param rows row-major [count * width]
   */
  static Standard of(float[] rows, int count, int width) {
    double[] sums = new double[width];
    double squares = 0;
    for (int i = 0; i < count * width; i++) {
      sums[i % width] += rows[i];
      squares += (double) rows[i] * rows[i];
    }
    float[] mean = new float[width];
    double meanSquares = 0;
    for (int i = 0; i < width; i++) {
      mean[i] = (float) (sums[i] / count);
      meanSquares += (sums[i] / count) * (sums[i] / count);
    }
    double variance = (squares / count - meanSquares) / width;
    if (!Double.isFinite(variance)) {
      throw new TrainingException("the activations are not finite");
    }
    if (variance <= 0) {
      throw new TrainingException("the activations are all the same; there is nothing to learn");
    }
    return new Standard(mean, (float) Math.sqrt(variance));
  }

  /** Copies row {@code from} of {@code rows}, standardised, to row {@code to} of a batch. */
  void copy(float[] rows, int from, float[] batch, int to) {
    int width = mean.length;
    for (int i = 0; i < width; i++) {
      batch[to * width + i] = (rows[from * width + i] - mean[i]) / deviation;
    }
  }

  /** The weights for activations as they come, of those for standardised ones. */
  AutoencoderWeights unfold(AutoencoderWeights trained) {
    int width = mean.length;
    int features = trained.shape().features();
    float[] encoderBias = new float[features];
    float[] threshold = new float[trained.threshold().length];
    for (int feature = 0; feature < features; feature++) {
      double bias = (double) deviation * trained.encoderBias()[feature];
      if (!trained.shape().subtractsBias()) {
        for (int i = 0; i < width; i++) {
          bias -= (double) mean[i] * trained.encoder()[i * features + feature];
        }
      }
      encoderBias[feature] = (float) bias;
    }
    for (int i = 0; i < threshold.length; i++) {
      threshold[i] = deviation * trained.threshold()[i];
    }
    float[] decoderBias = new float[width];
    for (int i = 0; i < width; i++) {
      decoderBias[i] = deviation * trained.decoderBias()[i] + mean[i];
    }
    return new AutoencoderWeights(
        trained.shape(), trained.encoder(), encoderBias, trained.decoder(), decoderBias, threshold);
  }
}
