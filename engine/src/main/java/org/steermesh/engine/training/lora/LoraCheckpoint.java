package org.steermesh.engine.training.lora;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.checkpoint.SafetensorsWriter;
import org.steermesh.engine.checkpoint.SafetensorsWriter.NamedTensor;
import org.steermesh.engine.checkpoint.TensorFile;

/**
 * Where an unfinished training stands, in its folder: {@code training.json}, and the tensors in the
 * file that it names. The new tensors are complete before the one small file that makes them count
 * replaces the old.
 */
final class LoraCheckpoint {

  static final String FILE = "training.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final ObjectNode settings;

  /** The checkpoint of a training with these settings. */
  LoraCheckpoint(Path folder, ObjectNode settings) {
    this.folder = folder;
    this.settings = settings;
  }

  /** A checkpoint that was read. */
  record Saved(int steps, List<Measurement> measurements, TensorFile tensors) {}

  void write(int steps, List<Measurement> measurements, List<NamedTensor> state)
      throws IOException {
    String tensors = "training-%d.safetensors".formatted(steps);
    SafetensorsWriter.write(folder.resolve(tensors), state);
    ObjectNode node = JSON.createObjectNode();
    node.set("settings", settings);
    node.put("tensors", tensors);
    node.put("steps", steps);
    node.set("measurements", json(measurements));
    LoraFolder.replace(folder.resolve(FILE), node);
    deleteTensors(tensors);
  }

  /** What was measured, as written in files. */
  static ArrayNode json(List<Measurement> measurements) {
    ArrayNode all = JSON.createArrayNode();
    for (Measurement each : measurements) {
      ObjectNode node = all.addObject();
      node.put("step", each.step());
      node.put("part", each.part().label());
      node.put("items", each.result().items());
      node.put("correct", each.result().correct());
      node.put("accuracy", each.result().accuracy());
      node.put("loss", each.result().loss());
    }
    return all;
  }

  /**
   * Reads the checkpoint, where there is one.
   *
   * @throws LoraTrainingException when it is of a training with other settings, or damaged
   */
  Optional<Saved> read() throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      JsonNode node = JSON.readTree(Files.readString(file));
      checkSettings(node.path("settings"));
      String name = node.path("tensors").asText();
      if (!name.matches("training-\\d{1,10}\\.safetensors")) {
        throw new LoraTrainingException(file + " names no file of tensors");
      }
      List<Measurement> measurements = new ArrayList<>();
      node.path("measurements").forEach(each -> measurements.add(measurement(each)));
      TensorFile tensors = TensorFile.read(folder.resolve(name));
      return Optional.of(new Saved(node.path("steps").asInt(), measurements, tensors));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new LoraTrainingException(file + " is damaged: " + e.getMessage(), e);
    } catch (EngineException e) {
      throw new LoraTrainingException(file + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static Measurement measurement(JsonNode node) {
    boolean test = node.path("part").asText().equals(Measurement.Part.TEST.label());
    Measured result =
        new Measured(
            node.path("items").asInt(), node.path("correct").asInt(), node.path("loss").asDouble());
    return new Measurement(
        node.path("step").asInt(),
        test ? Measurement.Part.TEST : Measurement.Part.VALIDATION,
        result);
  }

  private void checkSettings(JsonNode saved) {
    TreeSet<String> names = new TreeSet<>();
    settings.fieldNames().forEachRemaining(names::add);
    saved.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      if (!saved.path(name).asText().equals(settings.path(name).asText())) {
        throw new LoraTrainingException(
            "the checkpoint in %s is of another training: its %s is %s, not %s"
                .formatted(folder, name, saved.path(name).asText(), settings.path(name).asText()));
      }
    }
  }

  /** Deletes the checkpoint; the training is over. */
  void delete() throws IOException {
    Files.deleteIfExists(folder.resolve(FILE));
    deleteTensors("");
  }

  private void deleteTensors(String kept) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.matches("training-\\d+\\.safetensors") && !name.equals(kept)) {
          Files.delete(file);
        }
      }
    }
  }
}
