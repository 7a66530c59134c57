package org.steermesh.engine.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * adapter_config.json of a LoRA adapter as PEFT writes it. What would make the model compute
 * something else than W + scale * B A is refused by name.
 */
final class AdapterConfig {

  static final String FILE = "adapter_config.json";

  private static final String ALL_LINEAR = "all-linear";
  private static final int MAX_RANK = 1 << 24;

  /** Fields that say nothing about the merged weights. */
  private static final Set<String> HARMLESS =
      Set.of(
          "auto_mapping",
          "base_model_name_or_path",
          "corda_config",
          "eva_config",
          "inference_mode",
          "loftq_config",
          "lora_dropout",
          "megatron_core",
          "peft_version",
          "qalora_group_size",
          "revision");

  /** Initial values of A and B that leave the base's weights as they are. */
  private static final Set<String> PLAIN_INITS = Set.of("gaussian", "eva", "orthogonal");

  private final ConfigFields fields;
  private final int rank;
  private final double alpha;
  private final boolean stabilised;
  private final Map<String, JsonNode> ranks;
  private final Map<String, JsonNode> alphas;
  private final JsonNode targets;
  private final JsonNode excluded;
  private final JsonNode blocks;

  private AdapterConfig(ConfigFields fields) {
    this.fields = fields;
    this.rank = fields.size("r");
    this.alpha = fields.positive("lora_alpha");
    this.stabilised = fields.truth("use_rslora", false);
    this.ranks = ModulePatterns.numbers(said("rank_pattern"), fields.node("rank_pattern"));
    this.alphas = ModulePatterns.numbers(said("alpha_pattern"), fields.node("alpha_pattern"));
    this.targets = fields.node("target_modules");
    this.excluded = fields.node("exclude_modules");
    this.blocks = fields.node("layers_to_transform");
  }

  static AdapterConfig read(Path folder) {
    JsonNode root = StrictJson.read(folder.resolve(FILE));
    ConfigFields fields = new ConfigFields(root, FILE);
    require(fields, "peft_type", "LORA");
    if (fields.has("task_type")) {
      require(fields, "task_type", "CAUSAL_LM");
    }
    if (fields.has("bias")) {
      require(fields, "bias", "none");
    }
    AdapterConfig config = new AdapterConfig(fields);
    config.checkInit();
    config.checkTargets();
    fields.refuseOthers(harmless(root));
    return config;
  }

  private static void require(ConfigFields fields, String name, String supported) {
    if (!fields.text(name).equals(supported)) {
      throw ConfigFields.unsupported(
          said(name) + " " + fields.text(name) + " is not supported; supported: " + supported);
    }
  }

  private void checkInit() {
    JsonNode init = fields.node("init_lora_weights");
    if (init.isTextual() && !PLAIN_INITS.contains(init.textValue())) {
      throw ConfigFields.unsupported(
          said("init_lora_weights")
              + " "
              + init.textValue()
              + " changed the base's weights when training began; convert the adapter to a plain"
              + " one when saving it (path_initial_model_for_weight_conversion)");
    }
  }

  private void checkTargets() {
    if (!targets.isTextual() && ModulePatterns.names(said("target_modules"), targets).isEmpty()) {
      throw StrictJson.invalid(said("target_modules") + " names no module");
    }
    JsonNode pattern = fields.node("layers_pattern");
    boolean usual =
        pattern.isMissingNode()
            || pattern.asText().equals("layers")
            || (pattern.isArray()
                && (pattern.isEmpty()
                    || ModulePatterns.names(said("layers_pattern"), pattern)
                        .equals(List.of("layers"))));
    if (!usual) {
      throw ConfigFields.unsupported(
          said("layers_pattern") + " " + pattern + " is not supported; supported: layers");
    }
    boolean numbers = blocks.isMissingNode() || blocks.isIntegralNumber();
    if (!numbers) {
      numbers = blocks.isArray();
      for (JsonNode block : blocks) {
        numbers &= block.isIntegralNumber();
      }
    }
    if (!numbers) {
      throw StrictJson.invalid(
          said("layers_to_transform") + " must be a block's number or a list of them");
    }
  }

  /** Fields whose feature is off, whatever it is, beside those that never matter. */
  private static Set<String> harmless(JsonNode root) {
    Set<String> names = new HashSet<>(HARMLESS);
    root.properties()
        .forEach(entry -> {
          JsonNode value = entry.getValue();
          boolean off = value.isBoolean() && !value.booleanValue();
          boolean empty = value.isContainerNode() && value.isEmpty();
          if (off || empty) {
            names.add(entry.getKey());
          }
        });
    return names;
  }

  private static String said(String field) {
    return FILE + ": " + field;
  }

  /** Whether the adapter is to change the module. */
  boolean targets(String module) {
    if (excluded.isTextual() || !excluded.isEmpty()) {
      if (ModulePatterns.selects(said("exclude_modules"), excluded, module)) {
        return false;
      }
    }
    if (targets.isTextual() && targets.textValue().equalsIgnoreCase(ALL_LINEAR)) {
      return !module.equals(LinearModule.HEAD);
    }
    return ModulePatterns.selects(said("target_modules"), targets, module) && inBlock(module);
  }

  private boolean inBlock(String module) {
    if (blocks.isMissingNode() || (blocks.isArray() && blocks.isEmpty())) {
      return true;
    }
    if (module.equals(LinearModule.HEAD)) {
      return false;
    }
    int block = Integer.parseInt(module.replaceAll("\\D", ""));
    if (blocks.isIntegralNumber()) {
      return blocks.longValue() == block;
    }
    for (JsonNode each : blocks) {
      if (each.longValue() == block) {
        return true;
      }
    }
    return false;
  }

  /** The rank of a module's matrices. */
  int rank(String module) {
    JsonNode own = own("rank_pattern", ranks, module);
    if (own == null) {
      return rank;
    }
    if (!own.isIntegralNumber() || own.longValue() < 1 || own.longValue() > MAX_RANK) {
      throw StrictJson.invalid(
          said("rank_pattern")
              + " gives "
              + module
              + " the rank "
              + own
              + "; it must be an integer from 1 to "
              + MAX_RANK);
    }
    return own.intValue();
  }

  /** What the product of a module's matrices is multiplied with. */
  double scale(String module) {
    JsonNode own = own("alpha_pattern", alphas, module);
    double here = own == null ? alpha : own.doubleValue();
    if (!(here > 0) || Double.isInfinite(here)) {
      throw StrictJson.invalid(
          said("alpha_pattern")
              + " gives "
              + module
              + " the value "
              + own
              + "; it must be a number above 0");
    }
    return here / (stabilised ? Math.sqrt(rank(module)) : rank(module));
  }

  private static @Nullable JsonNode own(
      String field, Map<String, JsonNode> patterns, String module) {
    for (Map.Entry<String, JsonNode> pattern : patterns.entrySet()) {
      if (ModulePatterns.matchesEnd(said(field), pattern.getKey(), module)) {
        return pattern.getValue();
      }
    }
    return null;
  }
}
