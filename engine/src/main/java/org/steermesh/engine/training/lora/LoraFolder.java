package org.steermesh.engine.training.lora;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.steermesh.engine.checkpoint.LoraAdapter;
import org.steermesh.engine.checkpoint.SafetensorsWriter;
import org.steermesh.engine.checkpoint.SafetensorsWriter.NamedTensor;
import org.steermesh.engine.training.JsonFile;

/** Writes an adapter in the layout of PEFT, and beside it how it was made. */
final class LoraFolder {

  static final String CONFIG = "adapter_config.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  private LoraFolder() {}

  /** Writes the weights, their origin, then the configuration: a folder with one is complete. */
  static void write(
      Path folder, String base, LoraOptions options, List<NamedTensor> weights, ObjectNode origin)
      throws IOException {
    List<NamedTensor> named =
        weights.stream()
            .map(tensor ->
                new NamedTensor(nameInFile(tensor.name()), tensor.shape(), tensor.values()))
            .toList();
    SafetensorsWriter.write(folder.resolve(LoraAdapter.WEIGHTS), named);
    JsonFile.replace(folder.resolve(LoraAdapter.ORIGIN), origin);
    JsonFile.replace(folder.resolve(CONFIG), config(base, options));
  }

  private static String nameInFile(String name) {
    int end = name.lastIndexOf('.');
    String module = name.substring(0, end);
    return name.endsWith("lora_A") ? LoraAdapter.nameOfA(module) : LoraAdapter.nameOfB(module);
  }

  private static ObjectNode config(String base, LoraOptions options) {
    ObjectNode config = JSON.createObjectNode();
    config.putObject("alpha_pattern");
    config.putNull("auto_mapping");
    config.put("base_model_name_or_path", base);
    config.put("bias", "none");
    config.put("fan_in_fan_out", false);
    config.put("inference_mode", true);
    config.put("init_lora_weights", true);
    config.putNull("layers_pattern");
    config.putNull("layers_to_transform");
    config.putObject("loftq_config");
    config.set("lora_alpha", number(options.alpha()));
    config.put("lora_dropout", 0.0);
    config.putNull("megatron_config");
    config.put("megatron_core", "megatron.core");
    config.putNull("modules_to_save");
    config.put("peft_type", "LORA");
    config.put("r", options.rank());
    config.putObject("rank_pattern");
    config.putNull("revision");
    ArrayNode targets = config.putArray("target_modules");
    options.targets().forEach(targets::add);
    config.put("task_type", "CAUSAL_LM");
    config.put("use_dora", false);
    config.put("use_rslora", false);
    return config;
  }

  /** Without a decimal point where it needs none. */
  private static JsonNode number(double value) {
    return value == Math.rint(value) && value < Integer.MAX_VALUE
        ? JSON.getNodeFactory().numberNode((int) value)
        : JSON.getNodeFactory().numberNode(value);
  }
}
