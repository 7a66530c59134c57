package org.steermesh.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.SparseSupport;
import org.steermesh.engine.steering.SteeringReceipt;
import org.steermesh.engine.steering.Target;

/** Sequences that share tokens give what each gives alone, whatever they are steered by. */
class SharedPrefixTest {

  private static final double ROUNDING = 1e-5;
  private static final int BLOCKS = 4;

  /** Every family, with random inputs of its own. */
  private static List<String> families() {
    return GoldenCase.ALL;
  }

  private static LanguageModel open(String family) {
    return LanguageModel.open(
        new GoldenCase(family).model(), new ModelOptions("", WeightFormat.F32, null, 1, 256));
  }

  private static RandomInputs inputs(String family, int seed) {
    GoldenCase golden = new GoldenCase(family);
    float[] vector = golden.vector("meandiff_last.2");
    float[] other = golden.vector("random_a");
    float[] none = new float[1];
    SparseSupport support =
        new SparseSupport(unit(other), none, none, unit(vector), new float[] {2});
    List<Operation> operations =
        List.of(
            new Operation.Add(vector, false),
            new Operation.Add(other, true),
            new Operation.ProjectOut(other),
            new Operation.Clamp(vector, 2),
            new Operation.SparseAdd(support, Operation.Nonlinearity.OWN));
    return new RandomInputs(seed, operations, BLOCKS);
  }

  /** At length 1, as the rows of an autoencoder are; longer ones magnify rounding. */
  private static float[] unit(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    float[] unit = vector.clone();
    for (int i = 0; i < unit.length; i++) {
      unit[i] /= (float) Math.sqrt(squares);
    }
    return unit;
  }

  @ParameterizedTest
  @MethodSource("families")
  void capturesOfATreeAreThoseOfItsSequences(String family) {
    try (LanguageModel model = open(family)) {
      for (int blocks = 1; blocks <= BLOCKS; blocks++) {
        assertCapturesAreTheirs(model, inputs(family, blocks), blocks);
      }
    }
  }

  private static void assertCapturesAreTheirs(
      LanguageModel model, RandomInputs inputs, int blocks) {
    List<CaptureRequest> requests = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      requests.add(
          new CaptureRequest(
              inputs.tokens(6),
              sites(blocks),
              Positions.of(PositionRule.ALL),
              inputs.interventions()));
    }
    long before = model.work().tokens();
    List<CapturedActivations> together = model.capture(requests, CancelSignal.NEVER);
    assertThat(model.work().tokens() - before).isLessThan(tokens(requests) * 4 / 5);
    for (int i = 0; i < requests.size(); i++) {
      CapturedActivations alone =
          model.capture(List.of(requests.get(i)), CancelSignal.NEVER).getFirst();
      assertThat(together.get(i).positions()).isEqualTo(alone.positions());
      for (Site site : requests.get(i).sites()) {
        float[][] expected = alone.activations().getOrDefault(site, new float[0][]);
        float[][] actual = together.get(i).activations().getOrDefault(site, new float[0][]);
        assertThat(actual).hasNumberOfRows(expected.length);
        for (int row = 0; row < expected.length; row++) {
          assertThat(distance(actual[row], expected[row])).isLessThan(ROUNDING);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void scoresAndReceiptsOfATreeAreThoseOfItsSequences(String family) {
    try (LanguageModel model = open(family)) {
      for (int seed = 5; seed < 7; seed++) {
        assertScoresAreTheirs(model, inputs(family, seed));
      }
    }
  }

  private static void assertScoresAreTheirs(LanguageModel model, RandomInputs inputs) {
    List<ScoreRequest> requests = new ArrayList<>();
    for (int i = 0; i < 18; i++) {
      List<int[]> continuations = new ArrayList<>();
      for (int c = 0; c <= i % 3; c++) {
        continuations.add(inputs.continuation(3));
      }
      requests.add(new ScoreRequest(inputs.tokens(6), continuations, inputs.interventions()));
    }
    List<ScoreResult> together = model.score(requests, CancelSignal.NEVER);
    for (int i = 0; i < requests.size(); i++) {
      ScoreRequest request = requests.get(i);
      for (int c = 0; c < request.continuations().size(); c++) {
        ScoreRequest one =
            new ScoreRequest(
                request.tokens(), List.of(request.continuations().get(c)), request.interventions());
        ScoreResult alone = model.score(List.of(one), CancelSignal.NEVER).getFirst();
        float[] actual = together.get(i).logProbabilities().get(c);
        assertThat(GoldenCase.error(actual, alone.logProbabilities().getFirst()))
            .isLessThan(ROUNDING);
        if (c == 0) {
          assertSame(together.get(i).receipt(), alone.receipt());
        }
      }
    }
  }

  static void assertSame(SteeringReceipt actual, SteeringReceipt expected) {
    assertThat(actual.entries()).hasSameSizeAs(expected.entries());
    for (int i = 0; i < expected.entries().size(); i++) {
      SteeringReceipt.Entry was = actual.entries().get(i);
      SteeringReceipt.Entry is = expected.entries().get(i);
      assertThat(was.promptTokens()).isEqualTo(is.promptTokens());
      assertThat(was.generatedTokens()).isEqualTo(is.generatedTokens());
      assertThat(was.site()).isEqualTo(is.site());
      double scale = 1 + Math.abs(is.meanProjectionBefore()) + Math.abs(is.meanProjectionAfter());
      assertThat(was.meanDose()).isCloseTo(is.meanDose(), within(ROUNDING * (1 + is.meanDose())));
      assertThat(was.largestDose())
          .isCloseTo(is.largestDose(), within(ROUNDING * (1 + is.largestDose())));
      assertThat(was.meanProjectionBefore())
          .isCloseTo(is.meanProjectionBefore(), within(ROUNDING * scale));
      assertThat(was.meanProjectionAfter())
          .isCloseTo(is.meanProjectionAfter(), within(ROUNDING * scale));
    }
  }

  /** Norm of the difference over the norm of the expected vector. */
  static double distance(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double difference = 0;
    double squares = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow((double) actual[i] - expected[i], 2);
      squares += (double) expected[i] * expected[i];
    }
    return Math.sqrt(difference / squares);
  }

  private static long tokens(List<CaptureRequest> requests) {
    return requests.stream().mapToLong(request -> request.tokens().length()).sum();
  }

  private static List<Site> sites(int blocks) {
    List<Site> sites = new ArrayList<>();
    for (int block = 0; block < blocks; block++) {
      for (Target target : Target.values()) {
        sites.add(new Site(block, target));
      }
    }
    return sites;
  }
}
