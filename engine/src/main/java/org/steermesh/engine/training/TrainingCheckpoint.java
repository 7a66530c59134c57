package org.steermesh.engine.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
public final class TrainingCheckpoint {

  /** The small file. */
  public static final String FILE = "training.json";

  private static final String SETTINGS = "settings";
  private static final String TENSORS = "tensors";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final ObjectNode settings;

  /** The checkpoint of a training with these settings. */
  public TrainingCheckpoint(Path folder, ObjectNode settings) {
    this.folder = folder;
    this.settings = settings;
  }

  /**
   * A checkpoint that was read.
   *
   * @param progress the fields that were written beside the settings
   * @param tensors the state
   */
  public record Saved(JsonNode progress, TensorFile tensors) {}

  /**
   * Replaces the checkpoint.
   *
   * @param steps taken
   * @param progress whatever else the training goes on from
   * @param state its tensors
   */
  public void write(int steps, ObjectNode progress, List<NamedTensor> state) throws IOException {
    String tensors = "training-%d.safetensors".formatted(steps);
    SafetensorsWriter.write(folder.resolve(tensors), state);
    ObjectNode node = JSON.createObjectNode();
    node.set(SETTINGS, settings);
    node.put(TENSORS, tensors);
    node.setAll(progress);
    JsonFile.replace(folder.resolve(FILE), node);
    deleteTensors(tensors);
  }

  /**
   * Reads the checkpoint, where there is one.
   *
   * @throws TrainingException when it is of a training with other settings, or damaged
   */
  public Optional<Saved> read() throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    JsonNode node = parse(file);
    checkSettings(node.path(SETTINGS));
    String name = node.path(TENSORS).asText();
    if (!name.matches("training-\\d{1,10}\\.safetensors")) {
      throw new TrainingException(file + " names no file of tensors");
    }
    try {
      return Optional.of(new Saved(node, TensorFile.read(folder.resolve(name))));
    } catch (EngineException e) {
      throw new TrainingException(file + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static JsonNode parse(Path file) throws IOException {
    try {
      return JSON.readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      throw new TrainingException(file + " is not JSON", e);
    }
  }

  private void checkSettings(JsonNode saved) {
    TreeSet<String> names = new TreeSet<>();
    settings.fieldNames().forEachRemaining(names::add);
    saved.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      if (!saved.path(name).asText().equals(settings.path(name).asText())) {
        throw new TrainingException(
            "the checkpoint in %s is of another training: its %s is %s, not %s"
                .formatted(folder, name, saved.path(name).asText(), settings.path(name).asText()));
      }
    }
  }

  /** Deletes the checkpoint; the training is over. */
  public void delete() throws IOException {
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
