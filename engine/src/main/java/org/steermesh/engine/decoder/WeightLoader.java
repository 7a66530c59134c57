package org.steermesh.engine.decoder;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.checkpoint.Checkpoint;
import org.steermesh.engine.checkpoint.LinearModule;
import org.steermesh.engine.checkpoint.ModelConfig;
import org.steermesh.engine.checkpoint.StoredTensor;
import org.steermesh.engine.torch.MappedTensors;
import org.steermesh.engine.torch.MappedTensors.Dtype;
import org.steermesh.engine.torch.NativeScope;
import org.steermesh.engine.torch.NativeValue;

/** Takes the tensors that an architecture needs out of a checkpoint. */
final class WeightLoader {

  private static final String EMBEDDING = "model.embed_tokens.weight";
  private static final String HEAD = LinearModule.HEAD + ".weight";

  private final Checkpoint checkpoint;
  private final MappedTensors mapped;
  private final MatrixHolder holder;
  private final Arena arena;
  private final Map<String, NativeValue> named = new ConcurrentHashMap<>();
  private final List<Runnable> work = new ArrayList<>();
  private final NativeScope changes = new NativeScope();

  /**
   * Prepares loading.
   *
   * @param checkpoint must stay open as long as the weights are used: tensors that keep their type
   *     are views of its files
   * @param holder takes the matrices where they are not used as they are stored
   * @param arena of the few tensors that lie unaligned in their file
   */
  WeightLoader(Checkpoint checkpoint, MappedTensors mapped, MatrixHolder holder, Arena arena) {
    this.checkpoint = checkpoint;
    this.mapped = mapped;
    this.holder = holder;
    this.arena = arena;
  }

  /**
   * Takes all weights: matrices in the holder's format, norms and biases in float32, the embedding
   * as it is stored.
   *
   * @return what the holder does not have, by its name in the checkpoint; nothing where a weight is
   *     refused
   */
  Map<String, NativeValue> load() {
    ModelConfig config = checkpoint.config();
    try {
      StoredTensor embedding = checkpoint.require(EMBEDDING, config.vocabulary(), config.width());
      named.put(
          EMBEDDING,
          mapped.convert(
              aligned(embedding), dtype(embedding), dtype(embedding), embedding.shape()));
      takeNorm("model.norm", config.width());
      for (int block = 0; block < config.blocks(); block++) {
        takeBlock("model.layers." + block + ".", config);
      }
      String head = config.tiedHead() ? EMBEDDING : HEAD;
      takeHead(checkpoint.require(head, config.vocabulary(), config.width()));
      List<RuntimeException> failures =
          work.parallelStream().flatMap(WeightLoader::failure).toList();
      if (!failures.isEmpty()) {
        throw failures.getFirst();
      }
      return named;
    } catch (RuntimeException | Error e) {
      named.values().forEach(NativeValue::close);
      throw e;
    } finally {
      changes.close();
    }
  }

  /** All work must have ended, well or badly, before memory is closed. */
  private static Stream<RuntimeException> failure(Runnable work) {
    try {
      work.run();
      return Stream.empty();
    } catch (RuntimeException e) {
      return Stream.of(e);
    }
  }

  private void takeBlock(String prefix, ModelConfig config) {
    int width = config.width();
    int queries = config.heads() * config.headWidth();
    int keys = config.keyHeads() * config.headWidth();
    takeNorm(prefix + "input_layernorm", width);
    takeNorm(prefix + "post_attention_layernorm", width);
    if (config.family().normsOutputs()) {
      takeNorm(prefix + "pre_feedforward_layernorm", width);
      takeNorm(prefix + "post_feedforward_layernorm", width);
    }
    String attention = prefix + "self_attn.";
    if (config.family().normsQueriesAndKeys()) {
      takeNorm(attention + "q_norm", config.headWidth());
      takeNorm(attention + "k_norm", config.headWidth());
    }
    // In the order of use, which is the order in which the program looks for held ones.
    boolean bias = config.attention().inputBias();
    takeMatrices(
        List.of(
            new Matrix(attention + "q_proj", queries, width, bias),
            new Matrix(attention + "k_proj", keys, width, bias),
            new Matrix(attention + "v_proj", keys, width, bias)));
    takeMatrices(
        List.of(new Matrix(attention + "o_proj", width, queries, config.attention().outputBias())));
    String mlp = prefix + "mlp.";
    takeMatrices(
        List.of(
            new Matrix(mlp + "gate_proj", config.mlpWidth(), width, config.mlpBias()),
            new Matrix(mlp + "up_proj", config.mlpWidth(), width, config.mlpBias())));
    takeMatrices(
        List.of(new Matrix(mlp + "down_proj", width, config.mlpWidth(), config.mlpBias())));
  }

  private void takeNorm(String name, int width) {
    StoredTensor weight = checkpoint.require(name + ".weight", width);
    named.put(weight.name(), float32(weight));
  }

  /** A matrix [out, in] of the checkpoint, by the name of what holds it and its bias. */
  private record Matrix(String name, int out, int in, boolean hasBias) {}

  /** Matrices of the same inputs. They take time, and are copied by several threads at the end. */
  private void takeMatrices(List<Matrix> matrices) {
    List<MatrixHolder.Rows> side = new ArrayList<>();
    for (Matrix matrix : matrices) {
      StoredTensor weight =
          checkpoint.require(matrix.name() + ".weight", matrix.out(), matrix.in());
      float[] bias = matrix.hasBias() ? takeBias(matrix) : new float[0];
      Optional<WeightChange> change = change(matrix.name());
      side.add(rows(weight, bias, change));
      if (!holder.placement().holds()) {
        takePlain(weight.name(), weight, change);
      }
    }
    if (holder.placement().holds()) {
      work.addAll(holder.hold(side));
    }
  }

  private void takeHead(StoredTensor weight) {
    Optional<WeightChange> change = change(LinearModule.HEAD);
    if (holder.placement().holds()) {
      work.addAll(holder.hold(List.of(rows(weight, new float[0], change))));
    } else {
      takePlain(HEAD, weight, change);
    }
  }

  private MatrixHolder.Rows rows(StoredTensor weight, float[] bias, Optional<WeightChange> change) {
    return new MatrixHolder.Rows(
        aligned(weight), dtype(weight), weight.shape()[0], weight.shape()[1], bias, change);
  }

  /** What the checkpoint's adapter adds to a matrix. */
  private Optional<WeightChange> change(String module) {
    return checkpoint
        .change(module)
        .map(change -> {
          NativeValue a = changes.add(float32(change.a()));
          NativeValue b = changes.add(float32(change.b()));
          return new WeightChange(module, a, b, change.scale(), 0);
        });
  }

  private NativeValue float32(StoredTensor tensor) {
    return mapped.convert(aligned(tensor), dtype(tensor), Dtype.F32, tensor.shape());
  }

  /** Biases that are packed with their matrix are returned; others are taken by name. */
  private float[] takeBias(Matrix matrix) {
    StoredTensor bias = checkpoint.require(matrix.name() + ".bias", matrix.out());
    NativeValue values = float32(bias);
    if (!holder.placement().packs()) {
      named.put(bias.name(), values);
      return new float[0];
    }
    try (values) {
      return values.toFloats();
    }
  }

  private void takePlain(String name, StoredTensor weight, Optional<WeightChange> change) {
    MemorySegment data = aligned(weight);
    Dtype dtype = dtype(weight);
    work.add(() -> {
      if (change.isEmpty()) {
        named.put(name, mapped.convert(data, dtype, plainDtype(), weight.shape()));
        return;
      }
      try (NativeValue view = mapped.view(data, dtype, weight.shape())) {
        named.put(name, change.get().addTo(view, weight.shape()[0], mapped, plainDtype()));
      }
    });
  }

  private Dtype plainDtype() {
    return switch (holder.placement().format()) {
      case F32 -> Dtype.F32;
      case BF16 -> Dtype.BF16;
      case F16, INT8 -> Dtype.F16;
    };
  }

  private static Dtype dtype(StoredTensor tensor) {
    return switch (tensor.dtype()) {
      case "F32" -> Dtype.F32;
      case "F16" -> Dtype.F16;
      case "BF16" -> Dtype.BF16;
      default ->
          throw new EngineException(
              EngineReason.CHECKPOINT_INVALID,
              "tensor "
                  + tensor.name()
                  + " is "
                  + tensor.dtype()
                  + "; weights may be F32, F16 or BF16");
    };
  }

  /** Headers are usually padded so that tensors are aligned; where one is not, it is copied. */
  private MemorySegment aligned(StoredTensor tensor) {
    MemorySegment data = tensor.data();
    if (data.address() % Float.BYTES == 0) {
      return data;
    }
    return arena.allocate(data.byteSize(), Float.BYTES).copyFrom(data);
  }
}
