package org.steermesh.engine.sae.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.steermesh.engine.CancelSignal;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.ModelOptions;
import org.steermesh.engine.checkpoint.TensorFile;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.Target;
import org.steermesh.engine.training.TrainingException;

/** Training on what a tiny model makes of a text. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SaeTrainingTest {

  private static final Path MODEL = Path.of("src/test/resources/golden/llama3-f32/model");
  private static final Site SITE = new Site(1, Target.RESIDUAL);
  private static final int WIDTH = 64;
  private static final int CONTEXT = 32;
  private static final int BATCH = 64;
  private static final int STEPS = 24;
  private static final SaeTraining.Listener NOBODY =
      new SaeTraining.Listener() {
        @Override
        public void reading(long read, long block) {}

        @Override
        public void trained(long tokens, double unexplained, double active) {}

        @Override
        public void measuring() {}
      };

  private final LanguageModel model =
      LanguageModel.open(MODEL, new ModelOptions("tiny", WeightFormat.F32, null, 1, 512));

  private Path folder;
  private TrainingText text;

  @BeforeEach
  void writeText(@TempDir Path temporary) throws IOException {
    folder = temporary;
    Random random = new Random(4);
    List<String> words = List.of("the", "sea", "is", "a", "cold", "ship", "and", "sails", "home");
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 1500; i++) {
      all.append(words.get(random.nextInt(words.size()))).append(i % 40 == 39 ? ".\n\n" : " ");
    }
    Path file = folder.resolve("text.txt");
    Files.writeString(file, all);
    text = TrainingText.of(file);
  }

  @AfterAll
  void close() {
    model.close();
  }

  private static SaeShape shape(TrainedKind kind) {
    return new SaeShape(kind, WIDTH, 128, 8, kind == TrainedKind.TOPK);
  }

  private static SaeTrainingOptions options(int steps) {
    // A buffer of ten batches: a training of 24 steps reads three blocks.
    return new SaeTrainingOptions(
        (long) steps * BATCH, BATCH, 2e-3, 1, 0.25, 1.0 / 32, 500, 10 * BATCH, 3);
  }

  private SaeTraining training(
      TrainedKind kind, SaeTrainingOptions options, Path out, boolean resume) {
    SaeSource source = new SaeSource(model, SITE, text, CONTEXT);
    boolean half = kind == TrainedKind.TOPK;
    SaeTraining.Run run = new SaeTraining.Run(out, resume, half, 300, Duration.ofHours(1), 1);
    return new SaeTraining(source, shape(kind), options, run);
  }

  @ParameterizedTest
  @EnumSource
  void writesTheLayoutOfSaeLensAndMeasuresIt(TrainedKind kind) throws IOException {
    Path out = folder.resolve("new/sae");
    TrainedSae trained =
        training(kind, options(STEPS), out, false).train(NOBODY, CancelSignal.NEVER);

    assertThat(trained.trainedTokens()).isEqualTo(STEPS * BATCH);
    assertThat(trained.quality().tokens()).isBetween(80L, 400L);
    assertThat(trained.quality().explainedVariance()).isBetween(0.3, 1.0);
    assertThat(trained.quality().averageActive()).isBetween(4.0, 16.0);
    JsonNode config = new ObjectMapper().readTree(out.resolve("cfg.json").toFile());
    assertThat(config.path("architecture").asText()).isEqualTo(kind.label());
    assertThat(config.path("d_in").asInt()).isEqualTo(WIDTH);
    assertThat(config.path("d_sae").asInt()).isEqualTo(128);
    assertThat(config.path("metadata").path("hook_name").asText())
        .isEqualTo("blocks.1.hook_resid_post");
    assertThat(config.path("metadata").path("model_digest").asText())
        .isEqualTo(model.description().weightsDigest());
    assertThat(out).isDirectoryContaining("glob:**/sae_weights.safetensors");
    assertThat(out.toFile().list()).hasSize(2);
  }

  @Test
  void trainingMakesTheReconstructionBetter() throws IOException {
    TrainedSae little =
        training(TrainedKind.JUMPRELU, options(2), folder.resolve("little"), false)
            .train(NOBODY, CancelSignal.NEVER);
    TrainedSae more =
        training(TrainedKind.JUMPRELU, options(150), folder.resolve("more"), false)
            .train(NOBODY, CancelSignal.NEVER);
    assertThat(more.quality().explainedVariance())
        .isGreaterThan(little.quality().explainedVariance() + 0.05);
    assertThat(more.quality().loss()).isEqualTo(little.quality().loss());
    assertThat(more.passes()).isGreaterThan(1);
  }

  @ParameterizedTest
  @EnumSource
  void resumedTrainingGivesTheBytesOfAnUndisturbedOne(TrainedKind kind) throws IOException {
    Path undisturbed = folder.resolve("undisturbed");
    training(kind, options(STEPS), undisturbed, false).train(NOBODY, CancelSignal.NEVER);
    Path stopped = folder.resolve("stopped");
    for (int steps : new int[] {4, 13}) {
      assertThatThrownBy(
              () -> {
                AtomicLong done = new AtomicLong();
                training(kind, options(STEPS), stopped, true)
                    .train(counting(done), () -> done.get() >= (long) steps * BATCH);
              })
          .isInstanceOf(EngineException.class)
          .hasMessage("the caller cancelled");
      assertThat(stopped.resolve("training-" + steps + ".safetensors")).exists();
      assertThat(stopped.resolve("cfg.json")).doesNotExist();
    }
    training(kind, options(STEPS), stopped, true).train(NOBODY, CancelSignal.NEVER);
    for (String file : new String[] {"sae_weights.safetensors", "cfg.json"}) {
      assertThat(stopped.resolve(file)).hasSameBinaryContentAs(undisturbed.resolve(file));
    }
    assertThat(stopped.toFile().list()).hasSize(2);
  }

  private static SaeTraining.Listener counting(AtomicLong done) {
    return new SaeTraining.Listener() {
      @Override
      public void reading(long read, long block) {}

      @Override
      public void trained(long tokens, double unexplained, double active) {
        done.set(tokens);
      }

      @Override
      public void measuring() {}
    };
  }

  @Test
  void usedFoldersAndOtherSettingsAreRefused() throws IOException {
    Path out = folder.resolve("out");
    AtomicLong done = new AtomicLong();
    assertThatThrownBy(() ->
            training(TrainedKind.TOPK, options(STEPS), out, false)
                .train(counting(done), () -> done.get() >= BATCH))
        .isInstanceOf(EngineException.class);
    assertThatThrownBy(() -> train(TrainedKind.TOPK, STEPS, out, false))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("holds an unfinished training");
    assertThatThrownBy(() -> train(TrainedKind.JUMPRELU, STEPS, out, true))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("its kind is topk, not jumprelu");
    train(TrainedKind.TOPK, STEPS, out, true);
    assertThatThrownBy(() -> train(TrainedKind.TOPK, STEPS, out, true))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("holds an autoencoder already");
  }

  private void train(TrainedKind kind, int steps, Path out, boolean resume) throws IOException {
    training(kind, options(steps), out, resume).train(NOBODY, CancelSignal.NEVER);
  }

  @Test
  void textTooShortToHoldSomethingOutIsRefused() throws IOException {
    Path file = folder.resolve("short.txt");
    Files.writeString(file, "the sea");
    text = TrainingText.of(file);
    assertThatThrownBy(() -> train(TrainedKind.TOPK, 1, folder.resolve("out"), false))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("the text is too short");
  }

  @Test
  void siteWithoutANameInTheLayoutIsRefused() {
    SaeSource source = new SaeSource(model, new Site(0, Target.MLP_INPUT), text, CONTEXT);
    SaeTraining.Run run =
        new SaeTraining.Run(folder.resolve("out"), false, false, 100, Duration.ofHours(1), 1);
    assertThatThrownBy(() -> new SaeTraining(source, shape(TrainedKind.TOPK), options(1), run))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("no name for MLP_INPUT");
  }

  @Test
  void perfectReconstructionRecoversTheWholeLossAndZerosNothing() throws IOException {
    SaeShape shape = new SaeShape(TrainedKind.JUMPRELU, WIDTH, 2 * WIDTH, 8, false);
    float[] encoder = new float[WIDTH * 2 * WIDTH];
    float[] decoder = new float[WIDTH * 2 * WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      encoder[i * 2 * WIDTH + 2 * i] = 1;
      encoder[i * 2 * WIDTH + 2 * i + 1] = -1;
      decoder[2 * i * WIDTH + i] = 1;
      decoder[(2 * i + 1) * WIDTH + i] = -1;
    }
    AutoencoderWeights identity =
        new AutoencoderWeights(
            shape, encoder, new float[2 * WIDTH], decoder, new float[WIDTH], new float[2 * WIDTH]);
    SaeQuality perfect = measure(identity);
    assertThat(perfect.explainedVariance()).isGreaterThan(0.999999);
    assertThat(perfect.averageActive()).isEqualTo(WIDTH);
    assertThat(perfect.lossRecovered()).isBetween(0.9999, 1.0001);
    assertThat(Math.abs(perfect.lossZero() - perfect.loss())).isGreaterThan(1e-3);

    AutoencoderWeights nothing =
        new AutoencoderWeights(
            shape,
            encoder,
            new float[2 * WIDTH],
            new float[decoder.length],
            new float[WIDTH],
            new float[2 * WIDTH]);
    SaeQuality zeros = measure(nothing);
    assertThat(zeros.lossRebuilt()).isEqualTo(zeros.lossZero());
    assertThat(zeros.lossRecovered()).isZero();
    assertThat(zeros.explainedVariance()).isNegative();
  }

  private SaeQuality measure(AutoencoderWeights weights) throws IOException {
    SaeSource source = new SaeSource(model, SITE, text, CONTEXT);
    try (var program = AutoencoderProgram.load(weights.shape(), options(1), 1)) {
      return new SaeEvaluation(source, new float[WIDTH], CancelSignal.NEVER)
          .measure(program, weights, 200);
    }
  }

  @Test
  void halfPrecisionHoldsTheRoundedWeights() throws IOException {
    train(TrainedKind.JUMPRELU, 2, folder.resolve("full"), false);
    TensorFile full = TensorFile.read(folder.resolve("full/sae_weights.safetensors"));
    assertThat(full.names()).containsExactly("W_enc", "b_enc", "W_dec", "b_dec", "threshold");
    train(TrainedKind.TOPK, 2, folder.resolve("half"), false);
    assertThat(Files.size(folder.resolve("half/sae_weights.safetensors")))
        .isLessThan(Files.size(folder.resolve("full/sae_weights.safetensors")) * 51 / 100);
    AutoencoderWeights huge =
        new AutoencoderWeights(
            new SaeShape(TrainedKind.TOPK, 1, 2, 1, false),
            new float[] {1, 70_000},
            new float[2],
            new float[2],
            new float[1],
            new float[0]);
    assertThatThrownBy(huge::inFloat16)
        .isInstanceOf(TrainingException.class)
        .hasMessage("W_enc holds 70000.0; float16 reaches 65504");
  }
}
