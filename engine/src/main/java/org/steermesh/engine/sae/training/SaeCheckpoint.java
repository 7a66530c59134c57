package org.steermesh.engine.sae.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.steermesh.engine.checkpoint.SafetensorsWriter.NamedTensor;
import org.steermesh.engine.checkpoint.TensorFile;
import org.steermesh.engine.training.TrainingCheckpoint;

/** Where the unfinished training of an autoencoder stands. */
final class SaeCheckpoint {

  private static final String STANDARD = "standard";

  private final TrainingCheckpoint file;

  /** The checkpoint of a training with these settings. */
  SaeCheckpoint(Path folder, ObjectNode settings) {
    this.file = new TrainingCheckpoint(folder, settings);
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
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("steps", progress.steps());
    node.put("pass", progress.block().pass());
    node.put("text", progress.block().inText().text());
    node.put("window", progress.block().inText().window());
    node.put("served", progress.served());
    node.put("nanos", progress.nanos());
    file.write(progress.steps(), node, all);
  }

  /** Reads the checkpoint, where there is one; see {@link TrainingCheckpoint#read}. */
  Optional<Saved> read() throws IOException {
    return file.read().map(SaeCheckpoint::saved);
  }

  private static Saved saved(TrainingCheckpoint.Saved found) {
    float[] numbers = found.tensors().get(STANDARD);
    Standard standard =
        new Standard(Arrays.copyOf(numbers, numbers.length - 1), numbers[numbers.length - 1]);
    JsonNode node = found.progress();
    TokenWindows.Place inText =
        new TokenWindows.Place(node.path("text").asLong(), node.path("window").asInt());
    Progress progress =
        new Progress(
            node.path("steps").asInt(),
            new ActivationStream.Place(node.path("pass").asInt(), inText),
            node.path("served").asInt(),
            node.path("nanos").asLong());
    return new Saved(progress, standard, found.tensors());
  }

  void delete() throws IOException {
    file.delete();
  }
}
