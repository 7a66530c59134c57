package org.steermesh.engine.sae;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.checkpoint.StrictJson;
import org.steermesh.engine.steering.Site;

/**
 * The {@code cfg.json} of SAELens, of versions 3 to 6: fields stand at the top or, those that only
 * describe, in {@code metadata}. A field that would change what is computed is understood or
 * refused by name.
 */
final class SaeConfig {

  private static final String FILE = "cfg.json";
  private static final int MOST_FEATURES = 1 << 24;

  /** Fields that change the computation unless they are off; what off is depends on the version. */
  private static final Map<String, Set<String>> OFF =
      Map.of(
          "normalize_activations", Set.of("none", "null"),
          "reshape_activations", Set.of("none", "null"),
          "rescale_acts_by_decoder_norm", Set.of("false", "null"),
          "hook_head_index", Set.of("null"),
          "hook_name_out", Set.of("null", ""));

  private static final Set<String> DTYPES = Set.of("float32", "float16", "bfloat16");

  private final JsonNode root;

  private SaeConfig(JsonNode root) {
    this.root = root;
  }

  /**
   * Reads the file of a folder.
   *
   * @throws EngineException when it is absent or damaged, or asks for what is not computed here
   */
  static SaeConfig read(Path folder) {
    SaeConfig config = new SaeConfig(StrictJson.read(folder.resolve(FILE)));
    OFF.forEach(config::requireOff);
    return config;
  }

  private JsonNode field(String name) {
    JsonNode top = root.path(name);
    return top.isMissingNode() ? root.path("metadata").path(name) : top;
  }

  private void requireOff(String name, Set<String> off) {
    JsonNode value = field(name);
    if (!value.isMissingNode() && !off.contains(value.asText().toLowerCase(Locale.ROOT))) {
      throw unsupported(
          name + " is '" + value.asText() + "'; " + String.join(" and ", new TreeSet<>(off)));
    }
  }

  /** What the autoencoder is. */
  SaeDescription description() {
    SaeKind kind = kind();
    int features = count("d_sae");
    int k = kind == SaeKind.TOP_K ? k(features) : 0;
    return new SaeDescription(
        kind,
        count("d_in"),
        features,
        k,
        subtractsDecoderBias(),
        site(),
        text("model_name"),
        averageActive(),
        text("model_digest"));
  }

  /** The dtype it is meant to have; float32 where it does not say. */
  String dtype() {
    JsonNode node = field("dtype");
    String dtype = node.isMissingNode() || node.isNull() ? "float32" : node.asText();
    String plain = dtype.startsWith("torch.") ? dtype.substring("torch.".length()) : dtype;
    if (!DTYPES.contains(plain)) {
      throw unsupported("dtype is '" + dtype + "'; float32, float16 and bfloat16");
    }
    return plain;
  }

  /** Whether the weights hold a factor per feature. */
  boolean isFinetuned() {
    return field("finetuning_scaling_factor").asBoolean(false);
  }

  private SaeKind kind() {
    String architecture = text("architecture");
    String function = text("activation_fn");
    if (function.isEmpty()) {
      function = text("activation_fn_str");
    }
    return switch (architecture) {
      case "topk" -> require(SaeKind.TOP_K, function, Set.of("", "topk", "relu"));
      case "jumprelu" -> require(SaeKind.JUMP_RELU, function, Set.of("", "relu", "jumprelu"));
      case "standard", "" ->
          function.equals("topk")
              ? SaeKind.TOP_K
              : require(SaeKind.RELU, function, Set.of("", "relu"));
      default ->
          throw unsupported("architecture is '" + architecture + "'; standard, jumprelu and topk");
    };
  }

  private static SaeKind require(SaeKind kind, String function, Set<String> allowed) {
    if (!allowed.contains(function)) {
      throw unsupported("activation_fn is '" + function + "'; relu and topk");
    }
    return kind;
  }

  private int k(int features) {
    JsonNode top = field("k");
    JsonNode within = field("activation_fn_kwargs").path("k");
    JsonNode node = top.isMissingNode() || top.isNull() ? within : top;
    if (!node.canConvertToInt() || node.intValue() < 1 || node.intValue() > features) {
      throw invalid("k of a TopK autoencoder is " + shown(node) + "; 1 to " + features);
    }
    if (!within.isMissingNode() && within.asInt() != node.intValue()) {
      throw invalid("k is " + node + ", but activation_fn_kwargs says " + within);
    }
    return node.intValue();
  }

  private boolean subtractsDecoderBias() {
    JsonNode node = field("apply_b_dec_to_input");
    if (!node.isBoolean()) {
      throw invalid("apply_b_dec_to_input is " + shown(node) + "; true or false must be said");
    }
    return node.booleanValue();
  }

  private Optional<Site> site() {
    String hook = text("hook_name");
    if (hook.isEmpty()) {
      return Optional.empty();
    }
    Site site = HookName.site(hook);
    JsonNode layer = field("hook_layer");
    int block = hook.endsWith("hook_resid_pre") ? site.block() + 1 : site.block();
    if (!layer.isMissingNode() && !layer.isNull() && layer.asInt(-1) != block) {
      throw invalid("hook_layer is " + layer + ", but hook_name is " + hook);
    }
    return Optional.of(site);
  }

  private OptionalDouble averageActive() {
    JsonNode node = field("average_active");
    return node.isNumber() ? OptionalDouble.of(node.doubleValue()) : OptionalDouble.empty();
  }

  private int count(String name) {
    JsonNode node = field(name);
    if (!node.canConvertToInt() || node.intValue() < 1 || node.intValue() > MOST_FEATURES) {
      throw invalid(name + " is " + shown(node) + "; 1 to " + MOST_FEATURES);
    }
    return node.intValue();
  }

  private String text(String name) {
    JsonNode node = field(name);
    return node.isTextual() ? node.asText() : "";
  }

  private static String shown(JsonNode node) {
    return node instanceof MissingNode ? "absent" : node.toString();
  }

  private static EngineException unsupported(String message) {
    return new EngineException(
        EngineReason.ARCHITECTURE_UNSUPPORTED, FILE + ": " + message + " are understood");
  }

  private static EngineException invalid(String message) {
    return StrictJson.invalid(FILE + ": " + message);
  }
}
