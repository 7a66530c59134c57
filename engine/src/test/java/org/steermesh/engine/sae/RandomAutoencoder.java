package org.steermesh.engine.sae;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.steermesh.engine.checkpoint.SafetensorsWriter;
import org.steermesh.engine.checkpoint.SafetensorsWriter.StreamedTensor;

/**
 * A small autoencoder of random weights in the layout of SAELens: unit rows in W_dec, W_enc their
 * transpose, so that it decodes roughly what it encodes. Fields may be changed before it is
 * written.
 */
final class RandomAutoencoder {

  final int width;
  final int features;
  final float[] encoder;
  final float[] encoderBias;
  final float[] decoder;
  final float[] decoderBias;
  final float[] threshold;
  final List<StreamedTensor> further = new ArrayList<>();
  String kind = "jumprelu";
  String dtype = "F32";
  String fields = "";
  boolean subtracts;
  int k;

  RandomAutoencoder(int width, int features, long seed) {
    this.width = width;
    this.features = features;
    Random random = new Random(seed);
    decoder = gaussian(random, features * width, 1);
    encoder = new float[width * features];
    for (int f = 0; f < features; f++) {
      double norm = 0;
      for (int i = 0; i < width; i++) {
        norm += decoder[f * width + i] * decoder[f * width + i];
      }
      for (int i = 0; i < width; i++) {
        decoder[f * width + i] /= (float) Math.sqrt(norm);
        encoder[i * features + f] = decoder[f * width + i];
      }
    }
    encoderBias = gaussian(random, features, 0.1);
    decoderBias = gaussian(random, width, 0.1);
    threshold = new float[features];
    Arrays.fill(threshold, 2);
  }

  static float[] gaussian(Random random, int length, double scale) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (random.nextGaussian() * scale);
    }
    return values;
  }

  /** Writes both files and returns the folder. */
  Path write(Path folder) {
    String config =
        """
        {"architecture": "%s", "d_in": %d, "d_sae": %d, "apply_b_dec_to_input": %s%s%s}\
        """
            .formatted(kind, width, features, subtracts, k > 0 ? ", \"k\": " + k : "", fields);
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("cfg.json"), config);
      SafetensorsWriter.writeStreamed(folder.resolve("sae_weights.safetensors"), tensors());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folder;
  }

  private List<StreamedTensor> tensors() {
    List<StreamedTensor> all = new ArrayList<>();
    all.add(tensor("W_enc", List.of(width, features), encoder));
    all.add(tensor("b_enc", List.of(features), encoderBias));
    all.add(tensor("W_dec", List.of(features, width), decoder));
    all.add(tensor("b_dec", List.of(width), decoderBias));
    if (kind.equals("jumprelu")) {
      all.add(tensor("threshold", List.of(features), threshold));
    }
    all.addAll(further);
    return all;
  }

  StreamedTensor tensor(String name, List<Integer> shape, float... values) {
    return new StreamedTensor(name, dtype, shape, (bytes, out) -> put(values, out));
  }

  private void put(float[] values, OutputStream out) throws IOException {
    int size = dtype.equals("F32") ? Float.BYTES : Short.BYTES;
    ByteBuffer bytes = ByteBuffer.allocate(values.length * size).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      switch (dtype) {
        case "F16" -> bytes.putShort(Float.floatToFloat16(value));
        case "BF16" -> bytes.putShort((short) (Float.floatToRawIntBits(value) >> Short.SIZE));
        default -> bytes.putFloat(value);
      }
    }
    out.write(bytes.array());
  }

  /** Pre-activations in float64, [rows * m]. */
  double[] preActivations(float[] x, int rows) {
    double[] all = new double[rows * features];
    for (int row = 0; row < rows; row++) {
      for (int f = 0; f < features; f++) {
        double sum = encoderBias[f];
        for (int i = 0; i < width; i++) {
          double centred = x[row * width + i] - (subtracts ? decoderBias[i] : 0);
          sum += centred * encoder[i * features + f];
        }
        all[row * features + f] = sum;
      }
    }
    return all;
  }

  /** Decodes one activation's features in float64. */
  double[] decode(double[] s) {
    double[] sum = new double[width];
    for (int i = 0; i < width; i++) {
      sum[i] = decoderBias[i];
    }
    for (int f = 0; f < features; f++) {
      for (int i = 0; s[f] != 0 && i < width; i++) {
        sum[i] += s[f] * decoder[f * width + i];
      }
    }
    return sum;
  }
}
