package org.steermesh.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.decoder.Work;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.Target;
import org.steermesh.engine.tokenizer.TokenSequence;
import org.steermesh.engine.training.DecoderTrainer;
import org.steermesh.engine.training.ModelFolder;
import org.steermesh.engine.training.ModelShape;
import org.steermesh.engine.training.Products;
import org.steermesh.engine.training.TrainingOptions;

/** How much is computed, on a random model of twelve blocks, and that it is still right. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedWorkTest {

  private static final int BLOCKS = 12;
  private static final int WIDTH = 32;
  private static final ModelShape SHAPE = new ModelShape(382, WIDTH, BLOCKS, 4, 2, 96, 2048);
  private static final float[] STRENGTHS = {
    -3.5f, -3, -2.5f, -2, -1.5f, -1, -0.5f, 0.5f, 1, 1.5f, 2, 2.5f, 3, 3.5f
  };

  private final Random random = new Random(11);
  private final float[] vector = gaussian();
  private LanguageModel model;

  @BeforeAll
  void open(@TempDir Path folder) throws IOException {
    TrainingOptions options = new TrainingOptions(1, 1, 1e-3, 1e-3, 0, 1, 5);
    try (DecoderTrainer trainer = new DecoderTrainer(SHAPE, options, Products.FLOAT32)) {
      ModelFolder.write(folder, trainer, SHAPE, new ModelFolder.SpecialTokens(376, 377, 380, 381));
    }
    Path tokenizer = new GoldenCase(GoldenCase.LLAMA).model();
    for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
      Files.copy(tokenizer.resolve(file), folder.resolve(file));
    }
    model = LanguageModel.open(folder, new ModelOptions("", WeightFormat.F32, null, 1, 4096));
  }

  @AfterAll
  void close() {
    model.close();
  }

  @Test
  void pairsThatDifferInTwoTokensRunTheirPromptOnce() {
    List<CaptureRequest> requests = new ArrayList<>();
    for (int pair = 0; pair < 3; pair++) {
      int[] prompt = prompt(100);
      for (int answer = 0; answer < 2; answer++) {
        int[] ids = Arrays.copyOf(prompt, 102);
        ids[100] = 70 + answer;
        ids[101] = 72;
        requests.add(
            new CaptureRequest(
                GoldenCase.sequence(ids),
                List.of(new Site(5, Target.RESIDUAL)),
                Positions.of(PositionRule.LAST_OF_INPUT),
                List.of()));
      }
    }
    Work work = work(() -> model.capture(requests, CancelSignal.NEVER));
    assertThat(work).isEqualTo(new Work(3 * 104, 3 * 104 * 6));
    assertCapturesAreTheirs(requests);
  }

  @Test
  void gridAtTheLastPositionRunsThePromptOnceAndEachCellFromItsBlockOn() {
    List<ScoreRequest> cells = new ArrayList<>();
    TokenSequence item = GoldenCase.sequence(prompt(100));
    for (int block = 1; block <= 10; block++) {
      for (float strength : STRENGTHS) {
        cells.add(cell(item, steering(block, PositionRule.LAST_OF_INPUT, strength)));
      }
    }
    cells.add(cell(item));
    Work work = work(() -> model.score(cells, CancelSignal.NEVER));
    int partial = IntStream.rangeClosed(1, 10).map(block -> 14 * (BLOCKS - block - 1)).sum();
    assertThat(work).isEqualTo(new Work(100 + 140, 100 * BLOCKS + partial));
    assertScoresAreTheirs(cells);
  }

  @Test
  void gridFromTheLastOfThePromptSharesTheAnswerPrefixToo() {
    List<ScoreRequest> cells = new ArrayList<>();
    int[] ids = prompt(61);
    int[] unknown = new int[61];
    Arrays.fill(unknown, -1);
    TokenSequence item = new TokenSequence(ids, 60, "", unknown, unknown, true);
    for (int block = 0; block < BLOCKS; block++) {
      cells.add(cell(item, steering(block, PositionRule.FROM_LAST_OF_PROMPT, 2)));
      cells.add(cell(item, steering(block, PositionRule.FROM_LAST_OF_PROMPT, -2)));
    }
    cells.add(cell(item));
    Work work = work(() -> model.score(cells, CancelSignal.NEVER));
    int partial = IntStream.range(0, BLOCKS).map(block -> 2 * 2 * (BLOCKS - block - 1)).sum();
    assertThat(work).isEqualTo(new Work(61 + 2 * 24, 61 * BLOCKS + partial));
    assertScoresAreTheirs(cells);
  }

  @ParameterizedTest
  @EnumSource
  void copiesJoinAtEveryTargetOfEveryBlockInRowsOfDifferentLengths(Target target) {
    List<ScoreRequest> cells = new ArrayList<>();
    for (int length : new int[] {40, 23, 31}) {
      TokenSequence item = GoldenCase.sequence(prompt(length));
      for (int block = 0; block < BLOCKS; block++) {
        Positions last = Positions.of(PositionRule.LAST_OF_INPUT);
        Operation add = new Operation.Add(vector, false);
        cells.add(cell(item, new Intervention(new Site(block, target), last, add, length - 30)));
      }
      if (length != 23) {
        cells.add(cell(item));
      }
    }
    long whole = cells.stream().mapToLong(cell -> cell.tokens().length()).sum();
    Work work = work(() -> model.score(cells, CancelSignal.NEVER));
    assertThat(work.tokens()).isLessThan(whole / 8);
    assertScoresAreTheirs(cells);
  }

  @Test
  void copiesCarryWhatWasDoneBelow() {
    List<ScoreRequest> cells = new ArrayList<>();
    for (int length : new int[] {40, 23}) {
      TokenSequence item = GoldenCase.sequence(prompt(length));
      Intervention common = steering(3, PositionRule.ALL, 2);
      for (int block = 1; block < BLOCKS; block += 2) {
        cells.add(cell(item, common, steering(block, PositionRule.LAST_OF_INPUT, 1)));
        cells.add(cell(item, common, steering(block, PositionRule.LAST_OF_INPUT, -1)));
      }
    }
    Work work = work(() -> model.score(cells, CancelSignal.NEVER));
    assertThat(work.tokens()).isEqualTo(40 + 11 + 23 + 11);
    assertScoresAreTheirs(cells);
  }

  @Test
  void windowsOfLongTreesContinueEachOther() {
    List<ScoreRequest> requests = new ArrayList<>();
    int[] longest = prompt(BatchRun.WINDOW + 90);
    for (int shared : new int[] {BatchRun.WINDOW - 12, BatchRun.WINDOW, 300, 590}) {
      int[] ids = prompt(BatchRun.WINDOW + 80 + requests.size());
      System.arraycopy(longest, 0, ids, 0, Math.min(shared, ids.length));
      TokenSequence item = GoldenCase.sequence(ids);
      requests.add(cell(item));
      requests.add(cell(item, steering(6, PositionRule.ALL, 1)));
      requests.add(cell(item, steering(8, PositionRule.LAST_OF_INPUT, 1)));
      Positions border = Positions.at(List.of(510, 511, 512));
      Operation add = new Operation.Add(vector, true);
      Site site = new Site(3, Target.MLP);
      requests.add(cell(item, new Intervention(site, border, add, 2)));
    }
    long whole = requests.stream().mapToLong(request -> request.tokens().length()).sum();
    Work work = work(() -> model.score(requests, CancelSignal.NEVER));
    assertThat(work.blockTokens()).isLessThan(whole * BLOCKS * 2 / 3);
    assertScoresAreTheirs(requests);
  }

  @Test
  void sequencesThatShareLittleKeepTheirOwnAttention() {
    List<CaptureRequest> requests = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      requests.add(
          new CaptureRequest(
              GoldenCase.sequence(prompt(64)),
              List.of(new Site(0, Target.RESIDUAL)),
              Positions.of(PositionRule.LAST_OF_INPUT),
              List.of()));
    }
    // All begin with the same token; one token is not worth 63 more keys for each.
    Work work = work(() -> model.capture(requests, CancelSignal.NEVER));
    assertThat(work.tokens()).isEqualTo(5 * 64);
  }

  private interface Call {
    Object run();
  }

  private Work work(Call call) {
    Work before = model.work();
    assertThat(call.run()).isNotNull();
    Work after = model.work();
    return new Work(after.tokens() - before.tokens(), after.blockTokens() - before.blockTokens());
  }

  private void assertScoresAreTheirs(List<ScoreRequest> requests) {
    List<ScoreResult> together = model.score(requests, CancelSignal.NEVER);
    for (int i = 0; i < requests.size(); i++) {
      ScoreResult alone = model.score(List.of(requests.get(i)), CancelSignal.NEVER).getFirst();
      for (int c = 0; c < alone.logProbabilities().size(); c++) {
        float[] actual = together.get(i).logProbabilities().get(c);
        assertThat(GoldenCase.error(actual, alone.logProbabilities().get(c))).isLessThan(1e-5);
      }
      SharedPrefixTest.assertSame(together.get(i).receipt(), alone.receipt());
    }
  }

  private void assertCapturesAreTheirs(List<CaptureRequest> requests) {
    List<CapturedActivations> together = model.capture(requests, CancelSignal.NEVER);
    for (int i = 0; i < requests.size(); i++) {
      CapturedActivations alone =
          model.capture(List.of(requests.get(i)), CancelSignal.NEVER).getFirst();
      Site site = requests.get(i).sites().getFirst();
      float[][] expected = alone.activations().getOrDefault(site, new float[0][]);
      float[][] actual = together.get(i).activations().getOrDefault(site, new float[0][]);
      assertThat(expected).hasNumberOfRows(1);
      assertThat(SharedPrefixTest.distance(actual[0], expected[0])).isLessThan(1e-5);
    }
  }

  private static ScoreRequest cell(TokenSequence item, Intervention... interventions) {
    return new ScoreRequest(item, List.of(new int[] {70}, new int[] {71}), List.of(interventions));
  }

  private Intervention steering(int block, PositionRule rule, float strength) {
    Site site = new Site(block, Target.RESIDUAL);
    return new Intervention(
        site, Positions.of(rule), new Operation.Add(vector.clone(), false), strength);
  }

  private int[] prompt(int length) {
    int[] ids = random.ints(length, 1, 370).toArray();
    ids[0] = 376;
    return ids;
  }

  private float[] gaussian() {
    float[] values = new float[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      values[i] = (float) (0.1 * random.nextGaussian());
    }
    return values;
  }
}
