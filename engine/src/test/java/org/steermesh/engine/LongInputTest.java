package org.steermesh.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.engine.checkpoint.Checkpoint;
import org.steermesh.engine.decoder.Decoder;
import org.steermesh.engine.decoder.KeyValueCache;
import org.steermesh.engine.decoder.PassResult;
import org.steermesh.engine.decoder.Point;
import org.steermesh.engine.decoder.Tap;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.decoder.Window;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.SteeringReceipt;
import org.steermesh.engine.steering.Target;
import org.steermesh.engine.tokenizer.TokenSequence;

/** Inputs longer than one window, against the decoder run over the whole input at once. */
class LongInputTest {

  private static final int LENGTH = 2 * BatchRun.WINDOW + 77;
  private static final Site SITE = new Site(2, Target.RESIDUAL);

  private final int[] ids =
      IntStream.range(0, LENGTH).map(i -> 1 + (i * i + 7 * i) % 370).toArray();
  private final TokenSequence tokens = GoldenCase.sequence(ids);

  @TempDir Path folder;
  private LanguageModel model;
  private float[] activations = {};
  private float[] logProbabilities = {};

  @BeforeEach
  void open() throws IOException {
    GoldenCase golden = new GoldenCase(GoldenCase.LLAMA);
    try (Stream<Path> files = Files.list(golden.model())) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Path config = folder.resolve("config.json");
    String longer =
        Files.readString(config)
            .replace("\"max_position_embeddings\": 512", "\"max_position_embeddings\": 4096");
    Files.writeString(config, longer);
    runWhole();
    model = LanguageModel.open(folder, new ModelOptions("", WeightFormat.F32, null, 1, 256));
  }

  @AfterEach
  void close() {
    model.close();
  }

  private void runWhole() {
    long[] all = IntStream.range(0, LENGTH).mapToLong(i -> i).toArray();
    try (Checkpoint checkpoint = Checkpoint.open(folder);
        Decoder decoder = Decoder.load(checkpoint, WeightFormat.F32, 1);
        KeyValueCache cache = decoder.newCache(1, 1, LENGTH)) {
      Window window = Window.of(new int[][] {ids}, new int[1]);
      List<Tap> reads = List.of(Tap.read(2, Point.RESID_POST, all));
      try (PassResult result =
          decoder.run(window, cache, reads, 4, Arrays.copyOf(all, LENGTH - 1))) {
        activations = result.taps().getFirst();
        long[] next = Arrays.stream(ids).skip(1).asLongStream().toArray();
        logProbabilities =
            decoder.logProbabilities(result.normed(), Arrays.copyOf(all, LENGTH - 1), next);
      }
    }
  }

  @Test
  void captureReadsEveryWindow() {
    CaptureRequest request =
        new CaptureRequest(tokens, List.of(SITE), Positions.of(PositionRule.ALL), List.of());
    CaptureRequest shorter =
        new CaptureRequest(
            GoldenCase.sequence(Arrays.copyOf(ids, 600)),
            List.of(SITE),
            Positions.at(List.of(0, 511, 512, -1)),
            List.of());
    List<CapturedActivations> captured =
        model.capture(List.of(shorter, request), CancelSignal.NEVER);
    float[][] rows = captured.getLast().activations().getOrDefault(SITE, new float[0][]);
    assertThat(rows.length).isEqualTo(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      float[] expected = Arrays.copyOfRange(activations, i * 64, (i + 1) * 64);
      assertThat(GoldenCase.error(rows[i], expected)).isLessThan(1e-5);
    }
    float[][] few = captured.getFirst().activations().getOrDefault(SITE, new float[0][]);
    int[] positions = captured.getFirst().positions();
    assertThat(positions).containsExactly(0, 511, 512, 599);
    for (int i = 0; i < positions.length; i++) {
      assertThat(GoldenCase.error(few[i], rows[positions[i]])).isLessThan(1e-5);
    }
  }

  @Test
  void scoresCrossWindows() {
    int split = BatchRun.WINDOW - 3;
    TokenSequence input = GoldenCase.sequence(Arrays.copyOf(ids, split));
    int[] continuation = Arrays.copyOfRange(ids, split, LENGTH);
    float[] scores =
        model
            .score(
                List.of(new ScoreRequest(input, List.of(continuation), List.of())),
                CancelSignal.NEVER)
            .getFirst()
            .logProbabilities()
            .getFirst();
    float[] expected = Arrays.copyOfRange(logProbabilities, split - 1, LENGTH - 1);
    assertThat(GoldenCase.error(scores, expected)).isLessThan(1e-5);
  }

  @Test
  void receiptCountsTheTokensOfAllWindows() {
    Operation nudge = new Operation.Add(new GoldenCase(GoldenCase.LLAMA).vector("random_a"), false);
    Intervention steering = new Intervention(SITE, Positions.of(PositionRule.ALL), nudge, 0.01f);
    SteeringReceipt.Entry entry =
        model
            .generate(
                new GenerationRequest(tokens, Sampling.greedy(3), List.of(steering)),
                token -> {},
                CancelSignal.NEVER)
            .receipt()
            .entries()
            .getFirst();
    assertThat(entry.promptTokens()).isEqualTo(LENGTH);
    assertThat(entry.generatedTokens()).isBetween(0, 2);
  }
}
