package org.steermesh.engine.training.lora;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.steermesh.engine.checkpoint.SafetensorsWriter.NamedTensor;
import org.steermesh.engine.checkpoint.TensorFile;
import org.steermesh.engine.training.TrainingCheckpoint;
import org.steermesh.engine.training.TrainingException;

/** Where the unfinished training of an adapter stands. */
final class LoraCheckpoint {

  private final TrainingCheckpoint file;

  /** The checkpoint of a training with these settings. */
  LoraCheckpoint(Path folder, ObjectNode settings) {
    this.file = new TrainingCheckpoint(folder, settings);
  }

  /** A checkpoint that was read. */
  record Saved(int steps, List<Measurement> measurements, TensorFile tensors) {}

  void write(int steps, List<Measurement> measurements, List<NamedTensor> state)
      throws IOException {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("steps", steps);
    node.set("measurements", json(measurements));
    file.write(steps, node, state);
  }

  /** What was measured, as written in files. */
  static ArrayNode json(List<Measurement> measurements) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
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
   * @throws TrainingException when it is of a training with other settings, or damaged
   */
  Optional<Saved> read() throws IOException {
    return file.read().map(LoraCheckpoint::saved);
  }

  private static Saved saved(TrainingCheckpoint.Saved found) {
    try {
      List<Measurement> measurements = new ArrayList<>();
      found.progress().path("measurements").forEach(each -> measurements.add(measurement(each)));
      return new Saved(found.progress().path("steps").asInt(), measurements, found.tensors());
    } catch (IllegalArgumentException e) {
      throw new TrainingException(TrainingCheckpoint.FILE + " is damaged: " + e.getMessage(), e);
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

  void delete() throws IOException {
    file.delete();
  }
}
