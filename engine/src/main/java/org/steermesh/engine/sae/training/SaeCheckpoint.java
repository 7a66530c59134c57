package org.steermesh.engine.sae.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.steermesh.engine.checkpoint.SafetensorsWriter;
import org.steermesh.engine.checkpoint.SafetensorsWriter.NamedTensor;
import org.steermesh.engine.checkpoint.TensorFile;

/**
 * Where an unfinished training stands, in its folder: {@code training.json}, and the tensors in the
 * file that it names. The new tensors are complete before the one small file that makes them count
 * replaces the old.
 */
final class SaeCheckpoint {

  static final String FILE = "training.json";

  private static final String STANDARD = "standard";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final ObjectNode settings;

  /** The checkpoint of a training with these settings. */
  SaeCheckpoint(Path folder, ObjectNode settings) {
    this.folder = folder;
    this.settings = settings;
  }

  /**
   * What a training goes on from.
   *
   * @param steps taken
   * @param block where the block under way begins
   * @param served batches of it that were trained on
   * @param nanos spent so far
   */
  record Progress(int steps, ActivationStream.Place block, int served, long nanos) {}

  /** A checkpoint that was read. */
  record Saved(Progress progress, Standard standard, TensorFile tensors) {}

  void write(Progress progress, Standard standard, List<NamedTensor> state) throws IOException {
    float[] numbers = Arrays.copyOf(standard.mean(), standard.mean().length + 1);
    numbers[numbers.length - 1] = standard.deviation();
    List<NamedTensor> all = new ArrayList<>(state);
    all.add(new NamedTensor(STANDARD, List.of(numbers.length), numbers));
    String tensors = "training-%d.safetensors".formatted(progress.steps());
    SafetensorsWriter.write(folder.resolve(tensors), all);
    ObjectNode node = JSON.createObjectNode();
    node.set("settings", settings);
    node.put("tensors", tensors);
    node.put("steps", progress.steps());
    node.put("pass", progress.block().pass());
    node.put("text", progress.block().inText().text());
    node.put("window", progress.block().inText().window());
    node.put("served", progress.served());
    node.put("nanos", progress.nanos());
    SaeFolder.replace(folder.resolve(FILE), node);
    deleteTensors(tensors);
  }

  /**
   * Reads the checkpoint, where there is one.
   *
   * @throws SaeTrainingException when it is of a training with other settings, or damaged
   */
  Optional<Saved> read() throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    JsonNode node = parse(file);
    checkSettings(node.path("settings"));
    String name = node.path("tensors").asText();
    if (!name.matches("training-\\d{1,10}\\.safetensors")) {
      throw new SaeTrainingException(file + " names no file of tensors");
    }
    TensorFile tensors = TensorFile.read(folder.resolve(name));
    float[] numbers = tensors.get(STANDARD);
    Standard standard =
        new Standard(Arrays.copyOf(numbers, numbers.length - 1), numbers[numbers.length - 1]);
    TokenWindows.Place inText =
        new TokenWindows.Place(node.path("text").asLong(), node.path("window").asInt());
    Progress progress =
        new Progress(
            node.path("steps").asInt(),
            new ActivationStream.Place(node.path("pass").asInt(), inText),
            node.path("served").asInt(),
            node.path("nanos").asLong());
    return Optional.of(new Saved(progress, standard, tensors));
  }

  private static JsonNode parse(Path file) throws IOException {
    try {
      return JSON.readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      throw new SaeTrainingException(file + " is not JSON", e);
    }
  }

  private void checkSettings(JsonNode saved) {
    TreeSet<String> names = new TreeSet<>();
    settings.fieldNames().forEachRemaining(names::add);
    saved.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      if (!saved.path(name).asText().equals(settings.path(name).asText())) {
        throw new SaeTrainingException(
            "the checkpoint in "
                + folder
                + " is of another training: its "
                + name
                + " is "
                + saved.path(name).asText()
                + ", not "
                + settings.path(name).asText());
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
