package org.steermesh.engine.checkpoint;

import java.nio.file.Path;
import java.util.Set;

/** Reads config.json of the supported architectures; end-of-text tokens are the tokenizer's. */
final class ConfigReader {

  private static final double GEMMA2_LOGIT_SOFTCAP = 30;

  /** Fields that say nothing about the forward pass at inference. */
  private static final Set<String> HARMLESS =
      Set.of(
          "_name_or_path",
          "add_cross_attention",
          "architectures",
          "attention_dropout",
          "bos_token_id",
          "cache_implementation",
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
    Family family = family(fields);
    checkActivation(family, fields);
    refuse(fields, "use_bidirectional_attention");
    ModelConfig config = build(family, fields);
    fields.refuseOthers(HARMLESS);
    check(config);
    return config;
  }

  private static Family family(ConfigFields fields) {
    String type = fields.text("model_type");
    return Family.of(type)
        .orElseThrow(() ->
            ConfigFields.unsupported(
                "model_type "
                    + type
                    + " is not supported; supported: "
                    + String.join(", ", Family.modelTypes())));
  }

  /** Gemma writes hidden_activation, and beside it an older field that means nothing then. */
  private static void checkActivation(Family family, ConfigFields fields) {
    boolean older = fields.has("hidden_act");
    String name = fields.has("hidden_activation") || !older ? "hidden_activation" : "hidden_act";
    String activation = fields.has(name) ? fields.text(name) : family.activation();
    if (!activation.equals(family.activation())) {
      throw ConfigFields.unsupported(
          "config.json: "
              + name
              + " "
              + activation
              + " is not supported for model_type "
              + family.modelType()
              + "; supported: "
              + family.activation());
    }
  }

  private static void refuse(ConfigFields fields, String name) {
    if (fields.truth(name, false)) {
      throw ConfigFields.unsupported("config.json: " + name + " true is not supported");
    }
  }

  private static ModelConfig build(Family family, ConfigFields fields) {
    int heads = fields.size("num_attention_heads");
    int width = fields.size("hidden_size");
    int headWidth = fields.size("head_dim", Math.max(1, width / heads));
    return new ModelConfig(
        family,
        fields.size("num_hidden_layers"),
        width,
        fields.size("intermediate_size"),
        heads,
        fields.size("num_key_value_heads", heads),
        headWidth,
        fields.size("vocab_size"),
        fields.size("max_position_embeddings"),
        fields.positive("rms_norm_eps"),
        fields.truth("tie_word_embeddings", family.tiedByDefault()),
        fields.truth("mlp_bias", false),
        new AttentionReader(family, fields).read(headWidth),
        logitSoftcap(family, fields));
  }

  private static double logitSoftcap(Family family, ConfigFields fields) {
    return switch (family) {
      case GEMMA2 -> fields.positiveOrNone("final_logit_softcapping", GEMMA2_LOGIT_SOFTCAP);
      case GEMMA3 -> fields.positiveOrNone("final_logit_softcapping", 0);
      case LLAMA, MISTRAL, QWEN2, QWEN3 -> 0;
    };
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
  }
}
