package org.steermesh.engine.training;

/**
 * The shape of a Llama-architecture model with tied embeddings.
 *
 * @param vocabulary number of token ids
 * @param width d_model; a multiple of {@code heads}
 * @param blocks number of decoder blocks
 * @param heads query heads; each is width / heads wide, an even number
 * @param keyValueHeads key and value heads; divides {@code heads}
 * @param feedForward inner width of the MLP
 * @param context most tokens of one sequence
 */
public record ModelShape(
    int vocabulary,
    int width,
    int blocks,
    int heads,
    int keyValueHeads,
    int feedForward,
    int context) {

  /** Base of the rotary embedding's wavelengths. */
  public static final double ROPE_BASE = 10_000;

  /** Added to the mean square in every norm. */
  public static final double NORM_EPSILON = 1e-5;

  /** Refuses shapes that heads do not divide. */
  public ModelShape {
    if (width % heads != 0 || width / heads % 2 != 0) {
      throw new IllegalArgumentException(
          heads + " heads do not divide width " + width + " into even parts");
    }
    if (heads % keyValueHeads != 0) {
      throw new IllegalArgumentException(
          keyValueHeads + " key/value heads do not divide " + heads + " heads");
    }
  }

  /** Width of one head. */
  public int headWidth() {
    return width / heads;
  }

  /** Rotary inverse frequencies, [headWidth / 2]. */
  double[] inverseFrequencies() {
    double[] frequencies = new double[headWidth() / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = Math.pow(ROPE_BASE, -2.0 * i / headWidth());
    }
    return frequencies;
  }
}
