package org.steermesh.engine.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** Reads the rotary embedding: its base and the change to its frequencies, old and new spelling. */
final class RopeReader {

  private static final String FULL = "full_attention";
  private static final String SLIDING = "sliding_attention";

  private final ConfigFields fields;

  RopeReader(ConfigFields fields) {
    this.fields = fields;
  }

  /**
   * The rotary embedding of a kind of attention. Where config.json describes two (Gemma 3), one
   * that slides has a base of its own and no scaling.
   *
   * @param window of the kind
   * @param theta base where config.json has none
   */
  AttentionKind kind(int window, double theta) {
    double base = fields.positive("rope_theta", theta);
    boolean local = window > 0 && fields.has("rope_local_base_freq");
    ConfigFields rope = described(window);
    AttentionKind read =
        new AttentionKind(window, rope.positive("rope_theta", base), scaling(rope));
    return local
        ? new AttentionKind(window, fields.positive("rope_local_base_freq"), new RopeScaling.None())
        : read;
  }

  /** Renamed in transformers 5, and there, for Gemma 3, an object for each kind. */
  private ConfigFields described(int window) {
    String name = fields.has("rope_parameters") ? "rope_parameters" : "rope_scaling";
    ConfigFields rope = object(fields.node(name), name);
    if (!rope.has(FULL) && !rope.has(SLIDING)) {
      return rope;
    }
    ConfigFields full = object(rope.node(FULL), name + "." + FULL);
    ConfigFields sliding = object(rope.node(SLIDING), name + "." + SLIDING);
    rope.refuseOthers(Set.of());
    return window > 0 ? sliding : full;
  }

  private static ConfigFields object(JsonNode node, String name) {
    if (!node.isMissingNode() && !node.isObject()) {
      throw StrictJson.invalid("config.json: " + name + " must be an object or null");
    }
    return new ConfigFields(node, "config.json: " + name);
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
          case "llama3" -> llama3(rope);
          default ->
              throw ConfigFields.unsupported(
                  "config.json: rope type "
                      + type
                      + " is not supported; supported: default, linear, llama3");
        };
    rope.refuseOthers(Set.of());
    return scaling;
  }

  private static RopeScaling llama3(ConfigFields rope) {
    double low = rope.positive("low_freq_factor");
    double high = rope.positive("high_freq_factor");
    if (high <= low) {
      throw StrictJson.invalid(
          "config.json: high_freq_factor " + high + " must be above low_freq_factor " + low);
    }
    return new RopeScaling.Llama3(
        rope.positive("factor"), low, high, rope.positive("original_max_position_embeddings"));
  }
}
