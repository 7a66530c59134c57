package org.steermesh.engine.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Set;

/** Reads config.json of the supported architectures; end-of-text tokens are the tokenizer's. */
final class ConfigReader {

  private static final Set<String> SUPPORTED = Set.of("llama");

  /** Fields that say nothing about the forward pass at inference. */
  private static final Set<String> HARMLESS =
      Set.of(
          "_name_or_path",
          "add_cross_attention",
          "architectures",
          "attention_dropout",
          "bos_token_id",
          "chunk_size_feed_forward",
          "dtype",
          "eos_token_id",
          "finetuning_task",
          "id2label",
          "initializer_range",
          "is_decoder",
          "is_encoder_decoder",
          "label2id",
          "output_attentions",
          "output_hidden_states",
          "pad_token_id",
          "pretraining_tp",
          "return_dict",
          "tokenizer_class",
          "torch_dtype",
          "torchscript",
          "transformers_version",
          "unsloth_fixed",
          "use_cache");

  private ConfigReader() {}

  static ModelConfig read(Path directory) {
    ConfigFields fields =
        new ConfigFields(StrictJson.read(directory.resolve("config.json")), "config.json");
    String architecture = fields.text("model_type");
    if (!SUPPORTED.contains(architecture)) {
      throw ConfigFields.unsupported(
          "model_type "
              + architecture
              + " is not supported; supported: "
              + String.join(", ", SUPPORTED));
    }
    String activation = fields.has("hidden_act") ? fields.text("hidden_act") : "silu";
    if (!activation.equals("silu")) {
      throw ConfigFields.unsupported(
          "config.json: hidden_act " + activation + " is not supported; supported: silu");
    }
    ModelConfig config = build(architecture, fields, rope(fields));
    fields.refuseOthers(HARMLESS);
    check(config);
    return config;
  }

  private static ModelConfig build(String architecture, ConfigFields fields, ConfigFields rope) {
    int heads = fields.size("num_attention_heads");
    int width = fields.size("hidden_size");
    double theta = fields.positive("rope_theta", 10_000);
    RopeScaling scaling = scaling(rope);
    return new ModelConfig(
        architecture,
        fields.size("num_hidden_layers"),
        width,
        fields.size("intermediate_size"),
        heads,
        fields.size("num_key_value_heads", heads),
        fields.size("head_dim", Math.max(1, width / heads)),
        fields.size("vocab_size"),
        fields.size("max_position_embeddings"),
        fields.positive("rms_norm_eps"),
        rope.positive("rope_theta", theta),
        scaling,
        fields.truth("tie_word_embeddings", false),
        fields.truth("attention_bias", false),
        fields.truth("mlp_bias", false));
  }

  /** The object that describes the rotary embedding: its name changed in transformers 5. */
  private static ConfigFields rope(ConfigFields fields) {
    JsonNode node =
        fields.has("rope_parameters")
            ? fields.node("rope_parameters")
            : fields.node("rope_scaling");
    if (!node.isMissingNode() && !node.isObject()) {
      throw StrictJson.invalid("config.json: rope_scaling must be an object or null");
    }
    return new ConfigFields(node, "config.json: rope_scaling");
  }

  private static RopeScaling scaling(ConfigFields rope) {
    String type = "default";
    for (String name : new String[] {"type", "rope_type"}) {
      type = rope.has(name) ? rope.text(name) : type;
    }
    RopeScaling scaling =
        switch (type) {
          case "default" -> new RopeScaling.None();
          case "linear" -> new RopeScaling.Linear(rope.positive("factor"));
          case "llama3" ->
              new RopeScaling.Llama3(
                  rope.positive("factor"),
                  rope.positive("low_freq_factor"),
                  rope.positive("high_freq_factor"),
                  rope.positive("original_max_position_embeddings"));
          default ->
              throw ConfigFields.unsupported(
                  "config.json: rope type "
                      + type
                      + " is not supported; supported: default, linear, llama3");
        };
    rope.positive("rope_theta", 1);
    rope.refuseOthers(Set.of());
    return scaling;
  }

  private static void check(ModelConfig config) {
    if (config.heads() % config.keyHeads() != 0) {
      throw StrictJson.invalid(
          "config.json: num_attention_heads "
              + config.heads()
              + " is not a multiple of num_key_value_heads "
              + config.keyHeads());
    }
    if (config.headWidth() % 2 != 0) {
      throw StrictJson.invalid(
          "config.json: head_dim " + config.headWidth() + " is odd; rotary pairs need an even one");
    }
    if (config.ropeScaling() instanceof RopeScaling.Llama3 llama3
        && llama3.highFactor() <= llama3.lowFactor()) {
      throw StrictJson.invalid(
          "config.json: high_freq_factor "
              + llama3.highFactor()
              + " must be above low_freq_factor "
              + llama3.lowFactor());
    }
  }
}
