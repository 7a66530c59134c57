package org.steermesh.engine.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.steermesh.engine.checkpoint.SafetensorsWriter.NamedTensor;

/** The weights of a Llama-architecture model, by their Hugging Face names, in file order. */
final class WeightTable {

  private static final double EMBEDDING_DEVIATION = 0.02;

  /** Of a weight that reads the residual, times 1 / sqrt(inputs). */
  private static final double READ_GAIN = 0.6;

  private final ModelShape shape;
  private final Random random;
  private final List<NamedTensor> tensors = new ArrayList<>();

  private WeightTable(ModelShape shape, long seed) {
    this.shape = shape;
    this.random = new Random(seed);
  }

  /**
   * Random initial weights: norms are ones; weights that write into the residual are small, so that
   * every block begins close to the identity.
   */
  static List<NamedTensor> random(ModelShape shape, long seed) {
    WeightTable table = new WeightTable(shape, seed);
    table.gaussian(
        "model.embed_tokens.weight", shape.vocabulary(), shape.width(), EMBEDDING_DEVIATION);
    for (int block = 0; block < shape.blocks(); block++) {
      table.block("model.layers." + block + ".");
    }
    table.ones("model.norm.weight");
    return table.tensors;
  }

  private void block(String prefix) {
    int width = shape.width();
    int inner = shape.feedForward();
    int keys = shape.keyValueHeads() * shape.headWidth();
    double write = EMBEDDING_DEVIATION / Math.sqrt(2.0 * shape.blocks());
    ones(prefix + "input_layernorm.weight");
    gaussian(prefix + "self_attn.q_proj.weight", width, width, reading(width));
    gaussian(prefix + "self_attn.k_proj.weight", keys, width, reading(width));
    gaussian(prefix + "self_attn.v_proj.weight", keys, width, reading(width));
    gaussian(prefix + "self_attn.o_proj.weight", width, width, write);
    ones(prefix + "post_attention_layernorm.weight");
    gaussian(prefix + "mlp.gate_proj.weight", inner, width, reading(width));
    gaussian(prefix + "mlp.up_proj.weight", inner, width, reading(width));
    gaussian(prefix + "mlp.down_proj.weight", width, inner, write);
  }

  private static double reading(int inputs) {
    return READ_GAIN / Math.sqrt(inputs);
  }

  private void ones(String name) {
    float[] values = new float[shape.width()];
    Arrays.fill(values, 1);
    tensors.add(new NamedTensor(name, List.of(shape.width()), values));
  }

  private void gaussian(String name, int rows, int columns, double deviation) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
    tensors.add(new NamedTensor(name, List.of(rows, columns), values));
  }
}
