package org.steermesh.engine.checkpoint;

/**
 * The shape of a decoder, from config.json.
 *
 * @param architecture {@code model_type}
 * @param blocks number of decoder blocks
 * @param width d_model
 * @param mlpWidth width of the gated MLP
 * @param heads query heads
 * @param keyHeads key and value heads; divides heads
 * @param headWidth floats per head
 * @param vocabulary number of token ids
 * @param context most tokens of one sequence
 * @param normEps added to the mean square
 * @param ropeTheta base of the rotary frequencies
 * @param ropeScaling change to them
 * @param tiedHead whether the output head is the embedding
 * @param attentionBias whether the four attention projections have a bias
 * @param mlpBias whether the three MLP projections have a bias
 */
public record ModelConfig(
    String architecture,
    int blocks,
    int width,
    int mlpWidth,
    int heads,
    int keyHeads,
    int headWidth,
    int vocabulary,
    int context,
    double normEps,
    double ropeTheta,
    RopeScaling ropeScaling,
    boolean tiedHead,
    boolean attentionBias,
    boolean mlpBias) {

  /** Rotary inverse frequencies after scaling, [headWidth / 2]. */
  public double[] inverseFrequencies() {
    double[] frequencies = new double[headWidth / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = ropeScaling.scale(Math.pow(ropeTheta, -2.0 * i / headWidth));
    }
    return frequencies;
  }
}
