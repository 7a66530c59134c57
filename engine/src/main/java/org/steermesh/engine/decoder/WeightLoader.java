package org.steermesh.engine.decoder;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.checkpoint.Checkpoint;
import org.steermesh.engine.checkpoint.MappedPages;
import org.steermesh.engine.checkpoint.ModelConfig;
import org.steermesh.engine.checkpoint.StoredTensor;
import org.steermesh.engine.torch.MappedTensors;
import org.steermesh.engine.torch.MappedTensors.Dtype;
import org.steermesh.engine.torch.NativeValue;

/** Takes the tensors that an architecture needs out of a checkpoint. */
final class WeightLoader {

  private static final String EMBEDDING = "model.embed_tokens.weight";
  private static final String HEAD = "lm_head.weight";

  private final Checkpoint checkpoint;
  private final MappedTensors mapped;
  private final MatrixPacker packer;
  private final Arena arena;
  private final Map<String, NativeValue> named = new ConcurrentHashMap<>();
  private final List<Runnable> work = new ArrayList<>();

  /**
   * Prepares loading.
   *
   * @param checkpoint must stay open as long as the weights are used: tensors that keep their type
   *     are views of its files
   * @param packer takes the matrices where they are packed
   * @param arena of the few tensors that lie unaligned in their file
   */
  WeightLoader(Checkpoint checkpoint, MappedTensors mapped, MatrixPacker packer, Arena arena) {
    this.checkpoint = checkpoint;
    this.mapped = mapped;
    this.packer = packer;
    this.arena = arena;
  }

  /**
   * Takes all weights: matrices in the packer's format, norms and biases in float32, the embedding
   * as it is stored.
   *
   * @return what is not packed, by its name in the checkpoint; nothing where a weight is refused
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
      takeMatrix(HEAD, checkpoint.require(head, config.vocabulary(), config.width()));
      List<RuntimeException> failures =
          work.parallelStream().flatMap(WeightLoader::failure).toList();
      if (!failures.isEmpty()) {
        throw failures.getFirst();
      }
      return named;
    } catch (RuntimeException | Error e) {
      named.values().forEach(NativeValue::close);
      throw e;
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
    // In the order of use, which is the order in which the program looks for packed ones.
    boolean bias = config.attention().inputBias();
    takeLinear(attention + "q_proj", queries, width, bias);
    takeLinear(attention + "k_proj", keys, width, bias);
    takeLinear(attention + "v_proj", keys, width, bias);
    takeLinear(attention + "o_proj", width, queries, config.attention().outputBias());
    String mlp = prefix + "mlp.";
    takeLinear(mlp + "gate_proj", config.mlpWidth(), width, config.mlpBias());
    takeLinear(mlp + "up_proj", config.mlpWidth(), width, config.mlpBias());
    takeLinear(mlp + "down_proj", width, config.mlpWidth(), config.mlpBias());
  }

  private void takeNorm(String name, int width) {
    StoredTensor weight = checkpoint.require(name + ".weight", width);
    named.put(
        weight.name(), mapped.convert(aligned(weight), dtype(weight), Dtype.F32, weight.shape()));
  }

  private void takeLinear(String name, int out, int in, boolean hasBias) {
    StoredTensor weight = checkpoint.require(name + ".weight", out, in);
    if (!hasBias) {
      takeMatrix(weight.name(), weight);
      return;
    }
    StoredTensor bias = checkpoint.require(name + ".bias", out);
    MemorySegment data = aligned(bias);
    if (packer.placement().packs()) {
      try (NativeValue values = mapped.convert(data, dtype(bias), Dtype.F32, out)) {
        pack(weight, values.toFloats());
      }
    } else {
      takeMatrix(weight.name(), weight);
      named.put(bias.name(), mapped.convert(data, dtype(bias), plainDtype(), out));
    }
  }

  /** Matrices take time; they are converted by several threads at the end. */
  private void takeMatrix(String name, StoredTensor weight) {
    if (packer.placement().packs()) {
      pack(weight, new float[0]);
      return;
    }
    MemorySegment data = aligned(weight);
    Dtype dtype = dtype(weight);
    if (packer.placement().turned()) {
      work.add(() -> {
        named.put(name, mapped.turn(data, dtype, weight.shape()));
        MappedPages.release(weight.data());
      });
    } else {
      work.add(() -> named.put(name, mapped.convert(data, dtype, plainDtype(), weight.shape())));
    }
  }

  private void pack(StoredTensor weight, float[] bias) {
    work.addAll(packer.pack(aligned(weight), dtype(weight), weight.shape(), bias));
  }

  private Dtype plainDtype() {
    return switch (packer.placement().format()) {
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
