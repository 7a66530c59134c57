package org.steermesh.cli.demo.training;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.steermesh.engine.training.ModelShape;

/** Writes MODEL_CARD.md beside a trained demo model. */
public final class ModelCard {

  private ModelCard() {}

  /**
   * Writes the card.
   *
   * @param measurements the lines of {@link DemoProbe}
   * @param samples the lines of {@link DemoSamples}
   * @throws IOException when the file cannot be written
   */
  public static void write(
      Path folder, TrainingSummary summary, List<String> measurements, List<String> samples)
      throws IOException {
    ModelShape shape = summary.shape();
    TrainingPlan plan = summary.plan();
    double tokens = (double) plan.steps() * plan.rows() * shape.context();
    Files.writeString(
        folder.resolve("MODEL_CARD.md"),
        text()
            .formatted(
                shape.blocks(),
                shape.width(),
                shape.heads(),
                shape.feedForward(),
                shape.context(),
                shape.vocabulary(),
                "%.2f million".formatted(parameters(shape) / 1e6),
                plan.seed(),
                stages(plan),
                plan.steps(),
                plan.rows(),
                shape.context(),
                tokens / 1e6,
                summary.products().label(),
                "%d min".formatted(summary.taken().toMinutes()),
                System.getProperty("os.arch"),
                summary.trainingLoss(),
                summary.validationLoss(),
                sha256(folder.resolve("model.safetensors")),
                String.join("\n", measurements),
                String.join("\n", samples)));
  }

  private static String stages(TrainingPlan plan) {
    return plan.stages().stream()
        .map(stage ->
            "| %s | %d | %s | %s |"
                .formatted(stage.name(), stage.steps(), stage.matrixRate(), stage.rate()))
        .collect(Collectors.joining("\n"));
  }

  private static String sha256(Path file) throws IOException {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String text() throws IOException {
    try (InputStream in = ModelCard.class.getResourceAsStream("model-card.md")) {
      if (in == null) {
        throw new IllegalStateException("the text of the model card is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Number of weights, tied ones once. */
  static long parameters(ModelShape shape) {
    long width = shape.width();
    long keys = (long) shape.keyValueHeads() * shape.headWidth();
    long block = 2 * width * width + 2 * width * keys + 3 * width * shape.feedForward() + 2 * width;
    return shape.vocabulary() * width + shape.blocks() * block + width;
  }
}
