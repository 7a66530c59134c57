package org.steermesh.engine.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Reads how the blocks attend: scale, soft-cap, biases, and which blocks see a window only. */
final class AttentionReader {

  private static final double GEMMA_QUERY_SCALAR = 256;
  private static final double GEMMA2_SCORE_SOFTCAP = 50;
  private static final int DEFAULT_WINDOW = 4096;
  private static final int GEMMA3_PATTERN = 6;
  private static final double DEFAULT_THETA = 10_000;
  private static final double GEMMA3_THETA = 1_000_000;

  private final Family family;
  private final ConfigFields fields;

  AttentionReader(Family family, ConfigFields fields) {
    this.family = family;
    this.fields = fields;
  }

  Attention read(int headWidth) {
    int blocks = fields.size("num_hidden_layers");
    int window = window();
    IntPredicate slides = slides(blocks, window);
    RopeReader rope = new RopeReader(fields);
    double theta = family == Family.GEMMA3 ? GEMMA3_THETA : DEFAULT_THETA;
    List<AttentionKind> kinds = new ArrayList<>();
    List<Integer> kindOfBlock = new ArrayList<>();
    for (int block = 0; block < blocks; block++) {
      AttentionKind kind = rope.kind(slides.test(block) ? window : 0, theta);
      if (!kinds.contains(kind)) {
        kinds.add(kind);
      }
      kindOfBlock.add(kinds.indexOf(kind));
    }
    return new Attention(
        scale(headWidth), softcap(), inputBias(), outputBias(), kinds, kindOfBlock);
  }

  private double scale(int headWidth) {
    double squared =
        family.hasQueryScalar()
            ? fields.positive("query_pre_attn_scalar", GEMMA_QUERY_SCALAR)
            : headWidth;
    return 1 / Math.sqrt(squared);
  }

  private double softcap() {
    return switch (family) {
      case GEMMA2 -> fields.positiveOrNone("attn_logit_softcapping", GEMMA2_SCORE_SOFTCAP);
      case GEMMA3 -> fields.positiveOrNone("attn_logit_softcapping", 0);
      case LLAMA, MISTRAL, QWEN2, QWEN3 -> 0;
    };
  }

  /** The reference implementations of Qwen 2 and Mistral do not look at attention_bias. */
  private boolean inputBias() {
    boolean said = fields.truth("attention_bias", false);
    return family == Family.QWEN2 || (said && family != Family.MISTRAL);
  }

  private boolean outputBias() {
    return family != Family.QWEN2 && inputBias();
  }

  /** Positions that a sliding block sees; 0 where none slides. */
  private int window() {
    return switch (family) {
      case LLAMA -> 0;
      case QWEN2, QWEN3 -> {
        int window = fields.sizeOrNone("sliding_window", 0);
        yield fields.truth("use_sliding_window", false) ? window : 0;
      }
      case MISTRAL -> fields.sizeOrNone("sliding_window", DEFAULT_WINDOW);
      case GEMMA2, GEMMA3 -> {
        int window = fields.sizeOrNone("sliding_window", DEFAULT_WINDOW);
        fields.sizeOrNone("sliding_window_size", 0);
        yield window;
      }
    };
  }

  /** Which blocks slide: as config.json lists them, else by the family's rule. */
  private IntPredicate slides(int blocks, int window) {
    IntPredicate rule =
        switch (family) {
          case LLAMA -> block -> false;
          case MISTRAL -> block -> true;
          case QWEN2, QWEN3 -> {
            int from = fields.sizeOrNone("max_window_layers", blocks);
            yield block -> block >= from;
          }
          case GEMMA2 -> block -> block % 2 == 0;
          case GEMMA3 -> {
            String name =
                fields.has("_sliding_window_pattern")
                    ? "_sliding_window_pattern"
                    : "sliding_window_pattern";
            int pattern = fields.size(name, GEMMA3_PATTERN);
            yield block -> (block + 1) % pattern != 0;
          }
        };
    JsonNode listed = fields.node("layer_types");
    return listed.isMissingNode() ? rule : listed(listed, blocks, window);
  }

  private static IntPredicate listed(JsonNode types, int blocks, int window) {
    if (!types.isArray() || types.size() != blocks) {
      throw StrictJson.invalid(
          "config.json: layer_types must be a list of " + blocks + " names, one a block");
    }
    List<Boolean> slides =
        IntStream.range(0, blocks).mapToObj(i -> slides(types.get(i).asText())).toList();
    if (window == 0 && slides.contains(true)) {
      throw StrictJson.invalid(
          "config.json: layer_types has sliding_attention, but no sliding_window is in use");
    }
    return slides::get;
  }

  private static boolean slides(String type) {
    return switch (type) {
      case "full_attention" -> false;
      case "sliding_attention" -> true;
      default ->
          throw ConfigFields.unsupported(
              "config.json: layer_types has "
                  + type
                  + "; supported: full_attention, sliding_attention");
    };
  }
}
