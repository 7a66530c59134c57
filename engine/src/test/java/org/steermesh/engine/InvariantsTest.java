package org.steermesh.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.SteeringReceipt;
import org.steermesh.engine.steering.Target;
import org.steermesh.engine.tokenizer.TokenSequence;

/** What must hold whatever is computed: section 4 of the method. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InvariantsTest {

  private static final double ROUNDING = 1e-5;
  private static final List<Site> SITES = sites();
  private static final int[] LONG = {376, 65, 69, 283, 162, 276, 166, 124, 298, 42, 93, 250, 314};
  private static final int[] MIDDLE = {376, 186, 280, 27, 187, 66, 325};
  private static final int[] SHORT = {376, 309, 273};

  private final GoldenCase golden = new GoldenCase(GoldenCase.LLAMA);
  private final float[] vector = golden.vector("meandiff_last.2");
  private final LanguageModel model;

  InvariantsTest() {
    model =
        LanguageModel.open(golden.model(), new ModelOptions("tiny", WeightFormat.F32, null, 1, 64));
  }

  @AfterAll
  void close() {
    model.close();
  }

  @Test
  void strengthZeroGivesTheUnsteeredBits() {
    for (Operation operation : operations()) {
      Intervention nothing = intervention(1, operation, 0);
      assertThat(capture(LONG, nothing)).isDeepEqualTo(capture(LONG));
      assertThat(generate(LONG, nothing).result().ids()).isEqualTo(generate(LONG).result().ids());
      assertThat(generate(LONG, nothing).logProbabilities())
          .isEqualTo(generate(LONG).logProbabilities());
    }
  }

  @Test
  void unsteeredRowOfAMixedBatchHasTheBitsOfAnUnsteeredBatch() {
    for (Operation operation : operations()) {
      List<CapturedActivations> unsteered =
          model.capture(List.of(request(LONG), request(MIDDLE)), CancelSignal.NEVER);
      List<CapturedActivations> mixed =
          model.capture(
              List.of(request(LONG), request(MIDDLE, intervention(0, operation, 3))),
              CancelSignal.NEVER);
      assertThat(rows(mixed.getFirst())).isDeepEqualTo(rows(unsteered.getFirst()));
      assertThat(error(rows(mixed.getLast()), rows(unsteered.getLast()))).isGreaterThan(1e-3);
    }
  }

  @Test
  void batchOfManyEqualsOneByOne() {
    List<CaptureRequest> requests =
        List.of(request(SHORT), request(LONG), request(MIDDLE), request(SHORT), request(LONG));
    List<CapturedActivations> together = model.capture(requests, CancelSignal.NEVER);
    for (int i = 0; i < requests.size(); i++) {
      CapturedActivations alone =
          model.capture(List.of(requests.get(i)), CancelSignal.NEVER).getFirst();
      assertThat(together.get(i).positions()).isEqualTo(alone.positions());
      assertThat(error(rows(together.get(i)), rows(alone))).isLessThan(ROUNDING);
    }
  }

  @Test
  void everyRowOfABatchTakesItsOwnInterventions() {
    List<CaptureRequest> requests = new ArrayList<>();
    for (Operation operation : operations()) {
      requests.add(request(MIDDLE, intervention(0, operation, 1.5f)));
      requests.add(
          request(LONG, intervention(0, operation, -2), intervention(0, operations().get(0), 1)));
    }
    List<CapturedActivations> together = model.capture(requests, CancelSignal.NEVER);
    for (int i = 0; i < requests.size(); i++) {
      CapturedActivations alone =
          model.capture(List.of(requests.get(i)), CancelSignal.NEVER).getFirst();
      assertThat(error(rows(together.get(i)), rows(alone))).isLessThan(ROUNDING);
    }
  }

  @Test
  void decodingWithTheCacheEqualsScoringTheWholeText() {
    Intervention steering = intervention(2, new Operation.Add(vector, false), 1.5f);
    Generated generated = generate(LONG, steering);
    ScoreRequest score =
        new ScoreRequest(
            GoldenCase.sequence(LONG), List.of(generated.result().ids()), List.of(steering));
    float[] scored =
        model.score(List.of(score), CancelSignal.NEVER).getFirst().logProbabilities().getFirst();
    assertThat(GoldenCase.error(generated.logProbabilities(), scored)).isLessThan(ROUNDING);
  }

  @Test
  void addingAndSubtractingAVectorIsANoOpWithinRounding() {
    Operation add = new Operation.Add(vector, false);
    float[][] both = capture(LONG, intervention(1, add, 2), intervention(1, add, -2));
    assertThat(error(both, capture(LONG))).isLessThan(ROUNDING);
  }

  @Test
  void interventionActsOncePerTokenAtPrefillAndDecoding() {
    Operation add = new Operation.Add(vector, false);
    SteeringReceipt receipt = generate(LONG, intervention(2, add, 0.5f)).result().receipt();
    SteeringReceipt.Entry entry = receipt.entries().getFirst();
    assertThat(entry.promptTokens()).isEqualTo(LONG.length);
    // The last generated token is never run: nothing follows it.
    assertThat(entry.generatedTokens()).isEqualTo(GENERATED - 1);
    double norm = norm(vector);
    assertThat(entry.meanProjectionAfter() - entry.meanProjectionBefore())
        .isCloseTo(0.5 * norm, within(1e-4 * norm));
  }

  @Test
  void receiptDoseIsTheChangeOverTheActivationBefore() {
    Operation add = new Operation.Add(vector, false);
    ScoreRequest score =
        new ScoreRequest(
            GoldenCase.sequence(LONG), List.of(new int[] {5}), List.of(intervention(2, add, 2)));
    SteeringReceipt.Entry entry =
        model.score(List.of(score), CancelSignal.NEVER).getFirst().receipt().entries().getFirst();
    double largest = 0;
    double sum = 0;
    CapturedActivations before =
        model.capture(List.of(request(LONG)), CancelSignal.NEVER).getFirst();
    for (float[] row : rowsAt(before, new Site(2, Target.RESIDUAL))) {
      double dose = 2 * norm(vector) / norm(row);
      largest = Math.max(largest, dose);
      sum += dose;
    }
    assertThat(entry.largestDose()).isCloseTo(largest, within(1e-4 * largest));
    assertThat(entry.meanDose()).isCloseTo(sum / LONG.length, within(1e-4 * largest));
  }

  @Test
  void captureSeesLowerInterventionsButNotItsOwn() {
    Site site = new Site(1, Target.RESIDUAL);
    Operation add = new Operation.Add(vector, false);
    float[][] plain = captureAt(site);
    assertThat(captureAt(site, intervention(1, add, 3))).isDeepEqualTo(plain);
    assertThat(error(captureAt(site, intervention(0, add, 3)), plain)).isGreaterThan(1e-2);
  }

  @Test
  void steeringLeavesEverythingBelowItUntouched() {
    Intervention steering = intervention(2, new Operation.Add(vector, false), 4);
    for (Target target : Target.values()) {
      for (int block = 0; block < 2; block++) {
        Site below = new Site(block, target);
        assertThat(captureAt(below, steering)).isDeepEqualTo(captureAt(below));
      }
      Site above = new Site(3, target);
      assertThat(error(captureAt(above, steering), captureAt(above))).isGreaterThan(1e-3);
    }
  }

  @Test
  void concurrentCallersGetTheSequentialResults() throws Exception {
    Intervention steering = intervention(1, new Operation.Add(vector, true), 1);
    float[][] expected = capture(LONG, steering);
    int[] ids = generate(MIDDLE, steering).result().ids();
    for (ExecutorService pool :
        List.of(Executors.newFixedThreadPool(4), Executors.newVirtualThreadPerTaskExecutor())) {
      try (pool) {
        List<Future<float[][]>> captures = new ArrayList<>();
        List<Future<int[]>> texts = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
          captures.add(pool.submit(() -> capture(LONG, steering)));
          texts.add(pool.submit(() -> generate(MIDDLE, steering).result().ids()));
        }
        for (int i = 0; i < 16; i++) {
          assertThat(captures.get(i).get()).isDeepEqualTo(expected);
          assertThat(texts.get(i).get()).isEqualTo(ids);
        }
      }
    }
  }

  private static final int GENERATED = 12;

  private record Generated(GenerationResult result, float[] logProbabilities) {}

  private Generated generate(int[] ids, Intervention... interventions) {
    List<Float> logs = new ArrayList<>();
    Sampling sampling = new Sampling(0, 0, 1, 0, 1, 0, GENERATED, List.of(), false);
    GenerationRequest request =
        new GenerationRequest(GoldenCase.sequence(ids), sampling, List.of(interventions));
    GenerationResult result =
        model.generate(request, token -> logs.add(token.logProbability()), CancelSignal.NEVER);
    float[] array = new float[logs.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = logs.get(i);
    }
    return new Generated(result, array);
  }

  private float[][] capture(int[] ids, Intervention... interventions) {
    return rows(model.capture(List.of(request(ids, interventions)), CancelSignal.NEVER).getFirst());
  }

  private float[][] captureAt(Site site, Intervention... interventions) {
    CaptureRequest request =
        new CaptureRequest(
            GoldenCase.sequence(LONG),
            List.of(site),
            Positions.of(PositionRule.ALL),
            List.of(interventions));
    return rowsAt(model.capture(List.of(request), CancelSignal.NEVER).getFirst(), site);
  }

  private static CaptureRequest request(int[] ids, Intervention... interventions) {
    TokenSequence tokens = GoldenCase.sequence(ids);
    return new CaptureRequest(
        tokens, SITES, Positions.of(PositionRule.ALL), List.of(interventions));
  }

  private static float[][] rows(CapturedActivations captured) {
    return SITES.stream()
        .flatMap(site -> Arrays.stream(rowsAt(captured, site)))
        .toArray(float[][]::new);
  }

  private static float[][] rowsAt(CapturedActivations captured, Site site) {
    return captured.activations().getOrDefault(site, new float[0][]);
  }

  private List<Operation> operations() {
    return List.of(
        new Operation.Add(vector, false),
        new Operation.Add(vector, true),
        new Operation.ProjectOut(vector),
        new Operation.Clamp(vector, 2),
        new Operation.SparseAdd(
            golden.support("jumprelu", golden.vector("sas")), Operation.Nonlinearity.OWN),
        new Operation.SparseAdd(
            golden.support("jumprelu", golden.vector("sas")), Operation.Nonlinearity.RELU),
        new Operation.SparseClamp(golden.support("jumprelu", golden.vector("sas"))),
        golden.steering("topk", golden.vector("sas"), Operation.Nonlinearity.OWN),
        golden.steering("topk", golden.vector("sas"), Operation.Nonlinearity.RELU));
  }

  private static Intervention intervention(int block, Operation operation, float strength) {
    Positions all = Positions.of(PositionRule.ALL);
    return new Intervention(new Site(block, Target.RESIDUAL), all, operation, strength);
  }

  private static List<Site> sites() {
    List<Site> sites = new ArrayList<>();
    for (int block = 0; block < 4; block++) {
      for (Target target : Target.values()) {
        sites.add(new Site(block, target));
      }
    }
    return sites;
  }

  private static double error(float[][] actual, float[][] expected) {
    assertThat(actual).hasNumberOfRows(expected.length);
    double largest = 0;
    for (int i = 0; i < actual.length; i++) {
      largest = Math.max(largest, GoldenCase.error(actual[i], expected[i]));
    }
    return largest;
  }

  private static double norm(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }
}
