package org.steermesh.engine.sae;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.checkpoint.NpzFile;
import org.steermesh.engine.checkpoint.SafetensorsFile;
import org.steermesh.engine.checkpoint.StoredTensor;
import org.steermesh.engine.checkpoint.StrictJson;

/**
 * The tensors of an autoencoder, mapped, and its biases and thresholds, checked: W_enc [d, m],
 * b_enc [m], W_dec [m, d], b_dec [d], and of JumpReLU threshold [m].
 */
final class SaeWeights {

  private static final String NPZ = "params.npz";
  private static final String CONFIG = "cfg.json";
  private static final String SAFETENSORS = "sae_weights.safetensors";
  private static final String THRESHOLD = "threshold";
  private static final String SCALING = "scaling_factor";

  private static final Set<String> NEEDED = Set.of("W_enc", "b_enc", "W_dec", "b_dec");

  private final SaeDescription description;
  private final Map<String, StoredTensor> tensors;
  private final float[] encoderBias;
  private final float[] decoderBias;
  private final float[] threshold;

  private SaeWeights(SaeDescription description, Map<String, StoredTensor> tensors) {
    this.description = description;
    this.tensors = tensors;
    int width = description.width();
    int features = description.features();
    require("W_enc", width, features);
    require("W_dec", features, width);
    this.encoderBias = vector("b_enc", features);
    this.decoderBias = vector("b_dec", width);
    this.threshold = new float[features];
    checkNames();
    if (description.kind() == SaeKind.JUMP_RELU) {
      System.arraycopy(vector(THRESHOLD, features), 0, threshold, 0, features);
      checkThresholds();
    }
    if (tensors.containsKey(SCALING)) {
      checkScaling(vector(SCALING, features));
    }
  }

  /**
   * Opens an autoencoder.
   *
   * @param path an archive of NumPy, or a folder that holds {@code params.npz}, or {@code cfg.json}
   *     and {@code sae_weights.safetensors}
   * @param arena keeps the files mapped until it is closed
   */
  static SaeWeights open(Path path, Arena arena) {
    if (Files.isRegularFile(path) && String.valueOf(path.getFileName()).endsWith(".npz")) {
      return ofNumpy(path, arena);
    }
    boolean numpy = Files.isRegularFile(path.resolve(NPZ));
    boolean lens = Files.isRegularFile(path.resolve(CONFIG));
    if (numpy == lens) {
      throw new EngineException(
          EngineReason.CHECKPOINT_MISSING,
          path
              + (numpy ? " holds two autoencoders" : " holds no autoencoder")
              + "; expected is a .npz file, or a folder with either "
              + NPZ
              + " or "
              + CONFIG
              + " and "
              + SAFETENSORS);
    }
    return numpy ? ofNumpy(path.resolve(NPZ), arena) : ofLens(path, arena);
  }

  private static SaeWeights ofNumpy(Path file, Arena arena) {
    Map<String, StoredTensor> tensors = byName(NpzFile.open(file, arena));
    GemmaScope place = GemmaScope.of(file);
    StoredTensor encoder = tensors.get("W_enc");
    if (encoder == null || encoder.shape().length != 2) {
      throw StrictJson.invalid(
          file.getFileName()
              + " has no matrix W_enc; it has "
              + String.join(", ", tensors.keySet()));
    }
    SaeDescription description =
        new SaeDescription(
            SaeKind.JUMP_RELU,
            extent(encoder, 0),
            extent(encoder, 1),
            0,
            false,
            place.site(),
            place.modelName(),
            place.averageActive(),
            "");
    return new SaeWeights(description, tensors);
  }

  private static int extent(StoredTensor matrix, int dimension) {
    long extent = matrix.shape()[dimension];
    if (extent < 1 || extent > 1 << 24) {
      throw StrictJson.invalid(
          "tensor "
              + matrix.name()
              + " has shape "
              + Arrays.toString(matrix.shape())
              + "; extents of 1 to "
              + (1 << 24)
              + " are allowed");
    }
    return (int) extent;
  }

  private static SaeWeights ofLens(Path folder, Arena arena) {
    SaeConfig config = SaeConfig.read(folder);
    SaeDescription description = config.description();
    SaeWeights weights =
        new SaeWeights(
            description, byName(SafetensorsFile.open(folder.resolve(SAFETENSORS), arena)));
    weights.checkDtype(config.dtype());
    if (config.isFinetuned() && !weights.tensors.containsKey(SCALING)) {
      throw StrictJson.invalid(
          CONFIG + " says finetuning_scaling_factor, but there is no tensor " + SCALING);
    }
    return weights;
  }

  private static Map<String, StoredTensor> byName(List<StoredTensor> tensors) {
    return tensors.stream()
        .collect(
            Collectors.toMap(
                StoredTensor::name, tensor -> tensor, (a, b) -> a, () -> new TreeMap<>()));
  }

  private StoredTensor require(String name, long... shape) {
    StoredTensor tensor = tensors.get(name);
    if (tensor == null || !Arrays.equals(tensor.shape(), shape)) {
      throw StrictJson.invalid(
          "tensor "
              + name
              + (tensor == null ? " is missing" : " has shape " + Arrays.toString(tensor.shape()))
              + "; the autoencoder needs "
              + Arrays.toString(shape));
    }
    return tensor;
  }

  private float[] vector(String name, int length) {
    return new SaeTensor(require(name, length)).vector();
  }

  private void checkNames() {
    for (String name : tensors.keySet()) {
      boolean known =
          NEEDED.contains(name)
              || name.equals(SCALING)
              || (name.equals(THRESHOLD) && description.kind() == SaeKind.JUMP_RELU);
      if (!known) {
        throw new EngineException(
            EngineReason.ARCHITECTURE_UNSUPPORTED,
            "tensor "
                + name
                + " belongs to no autoencoder of kind "
                + description.kind()
                + "; allowed are W_enc, b_enc, W_dec, b_dec, scaling_factor"
                + (description.kind() == SaeKind.JUMP_RELU ? " and threshold" : ""));
      }
    }
  }

  private void checkThresholds() {
    for (int i = 0; i < threshold.length; i++) {
      if (threshold[i] < 0) {
        throw StrictJson.invalid(
            "the threshold of feature " + i + " is " + threshold[i] + "; at least 0 is allowed");
      }
    }
  }

  private static void checkScaling(float[] factors) {
    for (int i = 0; i < factors.length; i++) {
      if (factors[i] != 1) {
        throw new EngineException(
            EngineReason.ARCHITECTURE_UNSUPPORTED,
            "scaling_factor of feature "
                + i
                + " is "
                + factors[i]
                + "; only factors of 1 are understood: fold them into W_dec");
      }
    }
  }

  /** Weights that the configuration would round are refused: here they are used as they stand. */
  private void checkDtype(String configured) {
    for (StoredTensor tensor : tensors.values()) {
      boolean exact =
          switch (tensor.dtype()) {
            case "F16" -> !configured.equals("bfloat16");
            case "BF16" -> !configured.equals("float16");
            default -> configured.equals("float32");
          };
      if (!exact) {
        throw new EngineException(
            EngineReason.ARCHITECTURE_UNSUPPORTED,
            CONFIG
                + ": dtype is "
                + configured
                + ", which would round tensor "
                + tensor.name()
                + " of "
                + tensor.dtype()
                + "; store it in that dtype, or say float32");
      }
    }
  }

  SaeDescription description() {
    return description;
  }

  /** All tensors, sorted by name. */
  Map<String, StoredTensor> tensors() {
    return tensors;
  }

  SaeTensor encoder() {
    return new SaeTensor(require("W_enc", description.width(), description.features()));
  }

  SaeTensor decoder() {
    return new SaeTensor(require("W_dec", description.features(), description.width()));
  }

  float[] encoderBias() {
    return encoderBias;
  }

  float[] decoderBias() {
    return decoderBias;
  }

  /** Of every feature; 0 where the kind has none. */
  float[] threshold() {
    return threshold;
  }
}
