package org.steermesh.engine.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.steermesh.engine.checkpoint.SafetensorsWriter;

/** Writes a trained model in the Hugging Face layout, tokenizer files excepted. */
public final class ModelFolder {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ModelFolder() {}

  /**
   * The tokens that a model treats specially.
   *
   * @param bos begins every sequence
   * @param endOfDocument ends a document; ends generation
   * @param endOfMessage ends a chat message; ends generation
   * @param pad fills rows
   */
  public record SpecialTokens(int bos, int endOfDocument, int endOfMessage, int pad) {}

  /**
   * Writes config.json, generation_config.json and model.safetensors (float32).
   *
   * @throws IOException when the folder cannot be written
   */
  public static void write(
      Path folder, DecoderTrainer trainer, ModelShape shape, SpecialTokens tokens)
      throws IOException {
    Files.createDirectories(folder);
    writeJson(folder.resolve("config.json"), config(shape, tokens));
    writeJson(folder.resolve("generation_config.json"), special(tokens));
    SafetensorsWriter.write(folder.resolve("model.safetensors"), trainer.weights());
  }

  private static ObjectNode config(ModelShape shape, SpecialTokens tokens) {
    ObjectNode config = JSON.createObjectNode();
    config.putArray("architectures").add("LlamaForCausalLM");
    config.put("model_type", "llama");
    config.put("hidden_size", shape.width());
    config.put("intermediate_size", shape.feedForward());
    config.put("num_hidden_layers", shape.blocks());
    config.put("num_attention_heads", shape.heads());
    config.put("num_key_value_heads", shape.keyValueHeads());
    config.put("head_dim", shape.headWidth());
    config.put("max_position_embeddings", shape.context());
    config.put("rms_norm_eps", ModelShape.NORM_EPSILON);
    config.put("rope_theta", ModelShape.ROPE_BASE);
    config.putNull("rope_scaling");
    config.put("hidden_act", "silu");
    config.put("attention_bias", false);
    config.put("mlp_bias", false);
    config.put("tie_word_embeddings", true);
    config.put("vocab_size", shape.vocabulary());
    config.put("torch_dtype", "float32");
    config.setAll(special(tokens));
    return config;
  }

  private static ObjectNode special(SpecialTokens tokens) {
    ObjectNode node = JSON.createObjectNode();
    node.put("bos_token_id", tokens.bos());
    node.putArray("eos_token_id").add(tokens.endOfDocument()).add(tokens.endOfMessage());
    node.put("pad_token_id", tokens.pad());
    return node;
  }

  private static void writeJson(Path file, ObjectNode node) throws IOException {
    Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n");
  }
}
