package org.steermesh.engine.decoder;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.checkpoint.Checkpoint;
import org.steermesh.engine.checkpoint.ModelConfig;
import org.steermesh.engine.checkpoint.StoredTensor;
import org.steermesh.engine.torch.MappedTensors;
import org.steermesh.engine.torch.NativeValue;

/** Takes the tensors that an architecture needs out of a checkpoint, as float32. */
final class WeightLoader {

  private final Checkpoint checkpoint;
  private final MappedTensors mapped;
  private final Arena arena;
  private final Map<String, NativeValue> loaded = new LinkedHashMap<>();

  /**
   * Prepares loading.
   *
   * @param checkpoint must stay open as long as the weights are used: float32 tensors are views of
   *     its files
   * @param arena of the few tensors that lie unaligned in their file
   */
  WeightLoader(Checkpoint checkpoint, MappedTensors mapped, Arena arena) {
    this.checkpoint = checkpoint;
    this.mapped = mapped;
    this.arena = arena;
  }

  /** All weights by their names in the checkpoint; closes what it opened when one is refused. */
  Map<String, NativeValue> load() {
    ModelConfig config = checkpoint.config();
    try {
      take("model.embed_tokens.weight", config.vocabulary(), config.width());
      take("model.norm.weight", config.width());
      if (!config.tiedHead()) {
        take("lm_head.weight", config.vocabulary(), config.width());
      }
      for (int block = 0; block < config.blocks(); block++) {
        takeBlock("model.layers." + block + ".", config);
      }
      return loaded;
    } catch (RuntimeException | Error e) {
      loaded.values().forEach(NativeValue::close);
      throw e;
    }
  }

  private void takeBlock(String prefix, ModelConfig config) {
    int width = config.width();
    int queries = config.heads() * config.headWidth();
    int keys = config.keyHeads() * config.headWidth();
    take(prefix + "input_layernorm.weight", width);
    take(prefix + "post_attention_layernorm.weight", width);
    String attention = prefix + "self_attn.";
    takeLinear(attention + "q_proj", queries, width, config.attentionBias());
    takeLinear(attention + "k_proj", keys, width, config.attentionBias());
    takeLinear(attention + "v_proj", keys, width, config.attentionBias());
    takeLinear(attention + "o_proj", width, queries, config.attentionBias());
    String mlp = prefix + "mlp.";
    takeLinear(mlp + "gate_proj", config.mlpWidth(), width, config.mlpBias());
    takeLinear(mlp + "up_proj", config.mlpWidth(), width, config.mlpBias());
    takeLinear(mlp + "down_proj", width, config.mlpWidth(), config.mlpBias());
  }

  private void takeLinear(String name, int out, int in, boolean bias) {
    take(name + ".weight", out, in);
    if (bias) {
      take(name + ".bias", out);
    }
  }

  private void take(String name, long... shape) {
    StoredTensor tensor = checkpoint.require(name, shape);
    MappedTensors.Dtype dtype =
        switch (tensor.dtype()) {
          case "F32" -> MappedTensors.Dtype.F32;
          case "F16" -> MappedTensors.Dtype.F16;
          case "BF16" -> MappedTensors.Dtype.BF16;
          default ->
              throw new EngineException(
                  EngineReason.CHECKPOINT_INVALID,
                  "tensor " + name + " is " + tensor.dtype() + "; weights may be F32, F16 or BF16");
        };
    loaded.put(name, mapped.toFloat32(aligned(tensor.data()), dtype, shape));
  }

  /** Headers are usually padded so that tensors are aligned; where one is not, it is copied. */
  private MemorySegment aligned(MemorySegment data) {
    if (data.address() % Float.BYTES == 0) {
      return data;
    }
    return arena.allocate(data.byteSize(), Float.BYTES).copyFrom(data);
  }
}
