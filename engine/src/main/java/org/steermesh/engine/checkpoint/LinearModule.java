package org.steermesh.engine.checkpoint;

import java.util.ArrayList;
import java.util.List;

/**
 * A matrix of a model that an adapter may change.
 *
 * @param name of the module as Hugging Face names it, without {@code .weight}
 * @param out number of outputs, rows of the matrix
 * @param in number of inputs, its columns
 */
public record LinearModule(String name, int out, int in) {

  /** The name of an untied output head. */
  public static final String HEAD = "lm_head";

  /** All of a model: seven of each block, block by block, and the head where it is not tied. */
  public static List<LinearModule> of(ModelConfig config) {
    List<LinearModule> all = new ArrayList<>();
    int queries = config.heads() * config.headWidth();
    int keys = config.keyHeads() * config.headWidth();
    for (int block = 0; block < config.blocks(); block++) {
      String attention = "model.layers." + block + ".self_attn.";
      all.add(new LinearModule(attention + "q_proj", queries, config.width()));
      all.add(new LinearModule(attention + "k_proj", keys, config.width()));
      all.add(new LinearModule(attention + "v_proj", keys, config.width()));
      all.add(new LinearModule(attention + "o_proj", config.width(), queries));
      String mlp = "model.layers." + block + ".mlp.";
      all.add(new LinearModule(mlp + "gate_proj", config.mlpWidth(), config.width()));
      all.add(new LinearModule(mlp + "up_proj", config.mlpWidth(), config.width()));
      all.add(new LinearModule(mlp + "down_proj", config.width(), config.mlpWidth()));
    }
    if (!config.tiedHead()) {
      all.add(new LinearModule(HEAD, config.vocabulary(), config.width()));
    }
    return all;
  }
}
