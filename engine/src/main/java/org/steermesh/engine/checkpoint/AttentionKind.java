package org.steermesh.engine.checkpoint;

/**
 * One kind of attention among the blocks of a model.
 *
 * @param window how many positions back a query sees, its own counted; 0 for all
 * @param ropeTheta base of the rotary frequencies
 * @param ropeScaling change to them
 */
public record AttentionKind(int window, double ropeTheta, RopeScaling ropeScaling) {

  /** Rotary inverse frequencies after scaling, [headWidth / 2]. */
  public double[] inverseFrequencies(int headWidth) {
    double[] frequencies = new double[headWidth / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = ropeScaling.scale(Math.pow(ropeTheta, -2.0 * i / headWidth));
    }
    return frequencies;
  }
}
