package org.steermesh.engine.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.steermesh.engine.checkpoint.TensorFile;
import org.steermesh.engine.steering.SparseSupport;

/**
 * A sparse autoencoder of a reference case in the layout of SAELens ({@code cfg.json} and {@code
 * sae_weights.safetensors}), of element-wise non-linearity: JumpReLU or ReLU.
 */
public final class ReferenceAutoencoder {

  private static final String CONFIG = "cfg.json";
  private static final String WEIGHTS = "sae_weights.safetensors";

  private final boolean jumps;
  private final boolean subtractsBias;
  private final TensorFile weights;

  private ReferenceAutoencoder(JsonNode config, TensorFile weights) {
    this.jumps = config.path("architecture").asText().equals("jumprelu");
    this.subtractsBias = config.path("apply_b_dec_to_input").asBoolean();
    this.weights = weights;
  }

  /** Why the autoencoder of a folder cannot be used here; empty where it can. */
  static String obstacle(Path folder) {
    if (!Files.isRegularFile(folder.resolve(CONFIG))
        || !Files.isRegularFile(folder.resolve(WEIGHTS))) {
      return "the case has no sae/" + folder.getFileName();
    }
    JsonNode config = CaseJson.read(folder.resolve(CONFIG));
    String architecture = config.path("architecture").asText();
    boolean plainRelu =
        architecture.equals("standard") && config.path("activation_fn").asText().equals("relu");
    if (!architecture.equals("jumprelu") && !plainRelu) {
      return "sae/" + folder.getFileName() + " is neither JumpReLU nor ReLU";
    }
    String normalised = config.path("normalize_activations").asText("none");
    return normalised.equals("none")
        ? ""
        : "sae/" + folder.getFileName() + " normalises its input (" + normalised + ")";
  }

  /** Reads an autoencoder that {@link #obstacle} found none for. */
  public static ReferenceAutoencoder read(Path folder) {
    return new ReferenceAutoencoder(
        CaseJson.read(folder.resolve(CONFIG)), TensorFile.read(folder.resolve(WEIGHTS)));
  }

  /** The rows that a sparse vector touches: its non-zero entries, one per feature. */
  public SparseSupport support(float[] sparse) {
    int[] features = IntStream.range(0, sparse.length).filter(i -> sparse[i] != 0).toArray();
    float[] values = new float[features.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = sparse[features[i]];
    }
    return support(features, values);
  }

  /** The rows of the given features, with a value each. */
  SparseSupport support(int[] features, float[] values) {
    float[] encoderBias = weights.get("b_enc");
    float[] decoderBias = weights.get("b_dec");
    float[] allEncoder = weights.get("W_enc");
    float[] allDecoder = weights.get("W_dec");
    int width = decoderBias.length;
    float[] encoder = new float[features.length * width];
    float[] decoder = new float[features.length * width];
    float[] bias = new float[features.length];
    float[] threshold = new float[features.length];
    for (int i = 0; i < features.length; i++) {
      double folded = encoderBias[features[i]];
      for (int j = 0; j < width; j++) {
        encoder[i * width + j] = allEncoder[j * encoderBias.length + features[i]];
        decoder[i * width + j] = allDecoder[features[i] * width + j];
        folded -= subtractsBias ? (double) decoderBias[j] * encoder[i * width + j] : 0;
      }
      bias[i] = (float) folded;
      threshold[i] = jumps ? weights.get("threshold")[features[i]] : 0;
    }
    return new SparseSupport(encoder, bias, threshold, decoder, values);
  }
}
