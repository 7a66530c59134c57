package org.steermesh.engine.checkpoint;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;

/**
 * A LoRA adapter (Hu et al. 2021) in the layout of PEFT: adapter_config.json and
 * adapter_model.safetensors. Every matrix that its configuration names is there, in both parts and
 * of the model's shape, and nothing else.
 */
public final class LoraAdapter {

  /** The file with the tensors. */
  public static final String WEIGHTS = "adapter_model.safetensors";

  /** What a training leaves beside an adapter: among others, what base it was made for. */
  public static final String ORIGIN = "sft.json";

  private static final String PREFIX = "base_model.model.";
  private static final String A = ".lora_A.weight";
  private static final String B = ".lora_B.weight";

  private final String name;
  private final Map<String, LowRankChange> changes;
  private final @Nullable String base;

  private LoraAdapter(String name, Map<String, LowRankChange> changes, @Nullable String base) {
    this.name = name;
    this.changes = changes;
    this.base = base;
  }

  /** The name of A of a module in the file. */
  public static String nameOfA(String module) {
    return PREFIX + module + A;
  }

  /** The name of B of a module in the file. */
  public static String nameOfB(String module) {
    return PREFIX + module + B;
  }

  /**
   * Opens an adapter for a model.
   *
   * @param arena keeps its tensors mapped until it is closed
   * @throws EngineException when a file is missing or invalid, does not fit the model, or asks for
   *     something that is not supported
   */
  static LoraAdapter open(Path folder, ModelConfig model, Arena arena) {
    if (!Files.isDirectory(folder)) {
      throw new EngineException(
          EngineReason.CHECKPOINT_MISSING, "the adapter " + folder + " is not a folder");
    }
    AdapterConfig config = AdapterConfig.read(folder);
    if (!Files.exists(folder.resolve(WEIGHTS))
        && Files.exists(folder.resolve("adapter_model.bin"))) {
      throw new EngineException(
          EngineReason.CHECKPOINT_MISSING,
          "there is no file " + WEIGHTS + "; adapter_model.bin is a pickle, which is not read");
    }
    Map<String, StoredTensor> left = new TreeMap<>();
    for (StoredTensor tensor : SafetensorsFile.open(folder.resolve(WEIGHTS), arena)) {
      left.put(tensor.name(), tensor);
    }
    Map<String, LowRankChange> changes = new TreeMap<>();
    for (LinearModule module : LinearModule.of(model)) {
      if (config.targets(module.name())) {
        changes.put(module.name(), change(config, module, left));
      }
    }
    if (changes.isEmpty()) {
      throw StrictJson.invalid(
          AdapterConfig.FILE + ": target_modules names no matrix of this model");
    }
    refuseOthers(left);
    Path last = folder.toAbsolutePath().normalize().getFileName();
    return new LoraAdapter(String.valueOf(last), changes, base(folder));
  }

  private static LowRankChange change(
      AdapterConfig config, LinearModule module, Map<String, StoredTensor> left) {
    int rank = config.rank(module.name());
    StoredTensor a = take(left, nameOfA(module.name()), module, rank, module.in());
    StoredTensor b = take(left, nameOfB(module.name()), module, module.out(), rank);
    FiniteCheck.check(a);
    FiniteCheck.check(b);
    return new LowRankChange(a, b, config.scale(module.name()));
  }

  private static StoredTensor take(
      Map<String, StoredTensor> left, String name, LinearModule module, long... shape) {
    StoredTensor tensor = left.remove(name);
    if (tensor == null) {
      throw StrictJson.invalid(
          WEIGHTS
              + " has no tensor "
              + name
              + " of shape "
              + Arrays.toString(shape)
              + ", which target_modules asks for");
    }
    if (!Arrays.equals(tensor.shape(), shape)) {
      throw StrictJson.invalid(
          "tensor %s has shape %s; the rank in %s and the model's %s of shape [%d, %d] ask for %s. Is the adapter of another base?"
              .formatted(
                  name,
                  Arrays.toString(tensor.shape()),
                  AdapterConfig.FILE,
                  module.name(),
                  module.out(),
                  module.in(),
                  Arrays.toString(shape)));
    }
    return tensor;
  }

  private static void refuseOthers(Map<String, StoredTensor> left) {
    for (StoredTensor tensor : left.values()) {
      throw StrictJson.invalid(
          WEIGHTS
              + " has the tensor "
              + tensor.name()
              + " of shape "
              + Arrays.toString(tensor.shape())
              + ", which changes no matrix of this model that target_modules names");
    }
  }

  private static @Nullable String base(Path folder) {
    Path file = folder.resolve(ORIGIN);
    return Files.exists(file)
        ? new ConfigFields(StrictJson.read(file), ORIGIN).text("base_weights_digest")
        : null;
  }

  /**
   * Refuses another base than the one it was trained for, where that is known.
   *
   * @param digest of the base's weights
   */
  void requireBase(String digest) {
    if (base != null && !base.equals(digest)) {
      throw StrictJson.invalid(
          "the adapter %s was trained on another base: %s says %s, this model's weights are %s"
              .formatted(name, ORIGIN, base, digest));
    }
  }

  /** Whether it is known what base it was trained for. */
  boolean knowsBase() {
    return base != null;
  }

  /** The folder's name. */
  public String name() {
    return name;
  }

  /** What it adds to a module's matrix. */
  Optional<LowRankChange> change(String module) {
    return Optional.ofNullable(changes.get(module));
  }

  /** Number of matrices that it changes. */
  public int modules() {
    return changes.size();
  }

  /** Number of its own weights. */
  public long parameters() {
    return changes.values().stream()
        .mapToLong(change -> change.a().elements() + change.b().elements())
        .sum();
  }

  /** SHA-256 (hex) over names, scales, dtypes, shapes and bytes. */
  public String digest() {
    StringBuilder lines = new StringBuilder();
    changes.forEach((module, change) ->
        lines
            .append(module)
            .append(' ')
            .append(change.scale())
            .append(' ')
            .append(WeightsDigest.of(List.of(change.a(), change.b())))
            .append('\n'));
    return WeightsDigest.of(lines.toString());
  }
}
