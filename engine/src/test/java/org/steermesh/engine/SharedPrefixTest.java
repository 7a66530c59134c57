package org.steermesh.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.SteeringReceipt;
import org.steermesh.engine.steering.Target;

/** Sequences that share tokens give what each gives alone, whatever they are steered by. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedPrefixTest {

  private static final double ROUNDING = 1e-5;
  private static final int BLOCKS = 4;

  private final GoldenCase golden = new GoldenCase(GoldenCase.LLAMA);
  private final LanguageModel model =
      LanguageModel.open(golden.model(), new ModelOptions("", 1, 256));
  private final List<Operation> operations =
      List.of(
          new Operation.Add(golden.vector("meandiff_last.2"), false),
          new Operation.Add(golden.vector("random_a"), true),
          new Operation.ProjectOut(golden.vector("random_a")),
          new Operation.Clamp(golden.vector("meandiff_last.2"), 2),
          new Operation.SparseAdd(
              golden.support("jumprelu", golden.vector("sas")), Operation.Nonlinearity.OWN));

  @AfterAll
  void close() {
    model.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void capturesOfATreeAreThoseOfItsSequences(int seed) {
    RandomInputs inputs = new RandomInputs(seed, operations, BLOCKS);
    List<CaptureRequest> requests = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      requests.add(
          new CaptureRequest(
              inputs.tokens(6), sites(seed % BLOCKS + 1), Positions.of(PositionRule.ALL),
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
          assertThat(GoldenCase.error(actual[row], expected[row])).isLessThan(ROUNDING);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void scoresAndReceiptsOfATreeAreThoseOfItsSequences(int seed) {
    RandomInputs inputs = new RandomInputs(seed, operations, BLOCKS);
    List<ScoreRequest> requests = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
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
                request.tokens(),
                List.of(request.continuations().get(c)),
                request.interventions());
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
