package org.steermesh.engine.sae.training;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.steermesh.engine.checkpoint.SafetensorsWriter.NamedTensor;
import org.steermesh.engine.training.TrainingException;

/**
 * The weights of an autoencoder: f(a) = sigma(a W_enc + b_enc), or of a - b_dec where its shape
 * says so; dec(s) = s W_dec + b_dec.
 *
 * @param encoder W_enc, row-major [d * m]
 * @param encoderBias b_enc, [m]
 * @param decoder W_dec, row-major [m * d]
 * @param decoderBias b_dec, [d]
 * @param threshold theta, [m]; empty for TOPK
 */
record AutoencoderWeights(
    SaeShape shape,
    float[] encoder,
    float[] encoderBias,
    float[] decoder,
    float[] decoderBias,
    float[] threshold) {

  /** Random unit directions, read as they are written; biases and thresholds are 0. */
  static AutoencoderWeights random(SaeShape shape, RandomGenerator random) {
    int width = shape.width();
    int features = shape.features();
    float[] encoder = new float[width * features];
    float[] decoder = new float[features * width];
    double[] direction = new double[width];
    for (int feature = 0; feature < features; feature++) {
      double squares = 0;
      for (int i = 0; i < width; i++) {
        direction[i] = random.nextGaussian();
        squares += direction[i] * direction[i];
      }
      for (int i = 0; i < width; i++) {
        float value = (float) (direction[i] / Math.sqrt(squares));
        decoder[feature * width + i] = value;
        encoder[i * features + feature] = value;
      }
    }
    int thresholds = shape.kind() == TrainedKind.JUMPRELU ? features : 0;
    return new AutoencoderWeights(
        shape, encoder, new float[features], decoder, new float[width], new float[thresholds]);
  }

  /** By their names in SAELens files, in the order that the program takes them. */
  List<NamedTensor> tensors() {
    int width = shape.width();
    int features = shape.features();
    List<NamedTensor> all = new ArrayList<>();
    all.add(new NamedTensor("W_enc", List.of(width, features), encoder));
    all.add(new NamedTensor("b_enc", List.of(features), encoderBias));
    all.add(new NamedTensor("W_dec", List.of(features, width), decoder));
    all.add(new NamedTensor("b_dec", List.of(width), decoderBias));
    if (shape.kind() == TrainedKind.JUMPRELU) {
      all.add(new NamedTensor("threshold", List.of(features), threshold));
    }
    return all;
  }

  /** Of values in the order of {@link #tensors}. */
  static AutoencoderWeights of(SaeShape shape, List<float[]> values) {
    float[] threshold = shape.kind() == TrainedKind.JUMPRELU ? values.get(4) : new float[0];
    return new AutoencoderWeights(
        shape, values.get(0), values.get(1), values.get(2), values.get(3), threshold);
  }

  /**
   * The same weights as float16 holds them.
   *
   * @throws TrainingException where one is too large for it
   */
  AutoencoderWeights inFloat16() {
    List<float[]> rounded = new ArrayList<>();
    for (NamedTensor tensor : tensors()) {
      float[] values = new float[tensor.values().length];
      for (int i = 0; i < values.length; i++) {
        values[i] = Float.float16ToFloat(Float.floatToFloat16(tensor.values()[i]));
        if (!Float.isFinite(values[i])) {
          throw new TrainingException(
              tensor.name() + " holds " + tensor.values()[i] + "; float16 reaches 65504");
        }
      }
      rounded.add(values);
    }
    return of(shape, rounded);
  }
}
