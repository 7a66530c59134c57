package org.steermesh.engine.sae.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steermesh.engine.CancelSignal;
import org.steermesh.engine.CapturedActivations;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.ModelOptions;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.sae.ActiveFeatures;
import org.steermesh.engine.sae.SaeDescription;
import org.steermesh.engine.sae.SaeKind;
import org.steermesh.engine.sae.SparseAutoencoder;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.Target;
import org.steermesh.engine.tokenizer.TokenSequence;

/** What training writes is what the engine reads. */
class RoundTripTest {

  private static final Path MODEL = Path.of("src/test/resources/golden/llama3-f32/model");
  private static final int CONTEXT = 32;
  private static final SaeTraining.Listener NOBODY =
      new SaeTraining.Listener() {
        @Override
        public void reading(long read, long block) {}

        @Override
        public void trained(long tokens, double unexplained, double active) {}

        @Override
        public void measuring() {}
      };

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "JUMPRELU, false, false, RESIDUAL",
    "JUMPRELU, true, true, ATTENTION",
    "TOPK, true, false, MLP",
    "TOPK, false, true, RESIDUAL"
  })
  void openedAutoencoderMeasuresAsItsTrainingSaid(
      TrainedKind kind, boolean subtractsBias, boolean half, Target target) throws IOException {
    try (LanguageModel model = open()) {
      SaeSource source = new SaeSource(model, new Site(2, target), text(), CONTEXT);
      SaeShape shape = new SaeShape(kind, model.description().width(), 96, 6, subtractsBias);
      Path out = folder.resolve("sae");
      SaeTraining.Run run = new SaeTraining.Run(out, false, half, 10_000, Duration.ofHours(1), 1);
      TrainedSae trained =
          new SaeTraining(source, shape, SaeTrainingOptions.of(shape, 2000, 50, 2e-3, 1), run)
              .train(NOBODY, CancelSignal.NEVER);
      try (SparseAutoencoder opened = SparseAutoencoder.open(out)) {
        SaeDescription is = opened.description();
        assertThat(is.kind())
            .isEqualTo(kind == TrainedKind.TOPK ? SaeKind.TOP_K : SaeKind.JUMP_RELU);
        assertThat(is.k()).isEqualTo(kind == TrainedKind.TOPK ? 6 : 0);
        assertThat(is.features()).isEqualTo(96);
        assertThat(is.subtractsDecoderBias()).isEqualTo(subtractsBias);
        assertThat(is.site()).contains(source.site());
        assertThat(is.modelName()).isEqualTo("tiny");
        assertThat(is.modelDigest()).isEqualTo(model.description().weightsDigest());
        assertThat(is.averageActive()).hasValue(trained.quality().averageActive());
        assertMeasures(opened, trained.quality(), source);
      }
    }
  }

  /** L0 and explained variance of the held-out text, computed by the reader alone. */
  private static void assertMeasures(SparseAutoencoder opened, SaeQuality quality, SaeSource source)
      throws IOException {
    float[] rows = heldOut(source);
    int width = opened.description().width();
    int count = rows.length / width;
    ActiveFeatures active = opened.encode(rows, count);
    float[] decoded = opened.decode(active);
    double error = 0;
    double squares = 0;
    double[] sums = new double[width];
    for (int i = 0; i < rows.length; i++) {
      error += Math.pow((double) rows[i] - decoded[i], 2);
      squares += (double) rows[i] * rows[i];
      sums[i % width] += rows[i];
    }
    for (double sum : sums) {
      squares -= sum * sum / count;
    }
    assertThat(quality.tokens()).isEqualTo(count);
    assertThat((double) active.features().length / count)
        .isBetween(quality.averageActive() - 0.05, quality.averageActive() + 0.05);
    assertThat(1 - error / squares)
        .isBetween(quality.explainedVariance() - 1e-3, quality.explainedVariance() + 1e-3);
  }

  private static float[] heldOut(SaeSource source) throws IOException {
    List<TokenSequence> sequences = new ArrayList<>();
    try (TokenWindows windows =
        new TokenWindows(
            source.text(), source.model().tokenizer(), CONTEXT, TokenWindows.Place.BEGIN)) {
      for (TokenWindows.Window each = windows.next(); each != null; each = windows.next()) {
        if (each.heldOut()) {
          sequences.add(each.tokens());
        }
      }
    }
    List<float[]> rows = new ArrayList<>();
    for (CapturedActivations captured :
        ActivationStream.capture(source, sequences, CancelSignal.NEVER)) {
      rows.addAll(List.of(ActivationStream.rows(captured, source)));
    }
    int width = rows.getFirst().length;
    float[] flat = new float[rows.size() * width];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, flat, i * width, width);
    }
    return flat;
  }

  private TrainingText text() throws IOException {
    Path file = folder.resolve("text.txt");
    Files.writeString(
        file, "The sea is cold.\n\nThe ship sails home with a song about rain.\n\n".repeat(60));
    return TrainingText.of(file);
  }

  private static LanguageModel open() {
    return LanguageModel.open(MODEL, new ModelOptions("tiny", WeightFormat.F32, null, 1, 512));
  }
}
