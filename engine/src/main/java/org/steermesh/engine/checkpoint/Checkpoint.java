package org.steermesh.engine.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;

/** An opened checkpoint: its configuration and its tensors, mapped until closed. */
public final class Checkpoint implements AutoCloseable {

  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  private final Arena arena;
  private final ModelConfig config;
  private final Map<String, StoredTensor> tensors;
  private final @Nullable LoraAdapter adapter;

  private Checkpoint(
      Arena arena,
      ModelConfig config,
      Map<String, StoredTensor> tensors,
      @Nullable LoraAdapter adapter) {
    this.arena = arena;
    this.config = config;
    this.tensors = tensors;
    this.adapter = adapter;
  }

  /**
   * Opens a Hugging Face style folder.
   *
   * @throws EngineException when a file is missing, invalid or of an unknown architecture
   */
  public static Checkpoint open(Path directory) {
    return opened(directory, null);
  }

  /**
   * Opens a folder with a LoRA adapter that changes its weights while they are loaded.
   *
   * @param adapter a folder in the layout of PEFT
   * @throws EngineException when a file is missing or invalid, or the adapter does not fit
   */
  public static Checkpoint open(Path directory, Path adapter) {
    return opened(directory, adapter);
  }

  private static Checkpoint opened(Path directory, @Nullable Path adapter) {
    if (!Files.isDirectory(directory)) {
      throw new EngineException(EngineReason.CHECKPOINT_MISSING, directory + " is not a folder");
    }
    ModelConfig config = ConfigReader.read(directory);
    Arena arena = Arena.ofShared();
    try {
      Map<String, StoredTensor> tensors = tensors(directory, arena);
      if (adapter == null) {
        return new Checkpoint(arena, config, tensors, null);
      }
      LoraAdapter opened = LoraAdapter.open(adapter, config, arena);
      if (opened.knowsBase()) {
        opened.requireBase(WeightsDigest.of(tensors.values()));
      }
      return new Checkpoint(arena, config, tensors, opened);
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  /** The shape of the model. */
  public ModelConfig config() {
    return config;
  }

  /** All tensors by name, sorted. */
  public Map<String, StoredTensor> tensors() {
    return tensors;
  }

  /**
   * A tensor that the architecture needs.
   *
   * @throws EngineException when it is absent or has another shape
   */
  public StoredTensor require(String name, long... shape) {
    StoredTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw StrictJson.invalid(
          "tensor " + name + " of shape " + Arrays.toString(shape) + " is missing");
    }
    if (!Arrays.equals(tensor.shape(), shape)) {
      throw StrictJson.invalid(
          "tensor "
              + name
              + " has shape "
              + Arrays.toString(tensor.shape())
              + "; config.json asks for "
              + Arrays.toString(shape));
    }
    return tensor;
  }

  private static Map<String, StoredTensor> tensors(Path directory, Arena arena) {
    List<Path> files =
        Files.exists(directory.resolve(INDEX))
            ? shards(directory)
            : List.of(directory.resolve(SINGLE));
    Map<String, StoredTensor> all = new TreeMap<>();
    for (Path file : files) {
      for (StoredTensor tensor : SafetensorsFile.open(file, arena)) {
        if (all.put(tensor.name(), tensor) != null) {
          throw StrictJson.invalid("tensor " + tensor.name() + " is in two files");
        }
      }
    }
    return all;
  }

  /** The files that the index names: plain names of files beside it. */
  private static List<Path> shards(Path directory) {
    JsonNode map = StrictJson.read(directory.resolve(INDEX)).path("weight_map");
    if (!map.isObject() || map.isEmpty()) {
      throw StrictJson.invalid(INDEX + " has no weight_map");
    }
    Set<String> names = new TreeSet<>();
    map.forEach(node -> names.add(node.asText()));
    List<Path> files = new ArrayList<>();
    for (String name : names) {
      if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,200}\\.safetensors")) {
        throw StrictJson.invalid(
            INDEX
                + " names the file '"
                + name
                + "'; plain names of .safetensors files are allowed");
      }
      files.add(directory.resolve(name));
    }
    return files;
  }

  /** The dtype of the largest tensor: what the checkpoint is stored in. */
  public String storageDtype() {
    StoredTensor largest =
        tensors.values().stream()
            .max((a, b) -> Long.compare(a.elements(), b.elements()))
            .orElseThrow(NoSuchElementException::new);
    return largest.dtype();
  }

  /** Number of weights over all tensors. */
  public long parameters() {
    return tensors.values().stream().mapToLong(StoredTensor::elements).sum();
  }

  /** The adapter that changes the weights, where there is one. */
  public Optional<LoraAdapter> adapter() {
    return Optional.ofNullable(adapter);
  }

  /** What is added to a module's matrix while it is loaded. */
  public Optional<LowRankChange> change(String module) {
    return adapter().flatMap(opened -> opened.change(module));
  }

  /**
   * SHA-256 (hex) over names, dtypes, shapes and bytes, and over the adapter where there is one;
   * reads every byte once.
   */
  public String weightsDigest() {
    return weightsDigest(() -> false);
  }

  /** The same, begun, to be waited for and closed before this is. */
  public PendingDigest beginWeightsDigest() {
    return new PendingDigest(this::weightsDigest);
  }

  private String weightsDigest(BooleanSupplier isStopped) {
    String base = WeightsDigest.of(tensors.values(), isStopped);
    return adapter == null ? base : WeightsDigest.of(base + " + " + adapter.digest() + "\n");
  }

  @Override
  public void close() {
    arena.close();
  }
}
