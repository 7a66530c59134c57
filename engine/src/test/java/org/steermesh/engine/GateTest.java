package org.steermesh.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.steering.Gate;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.SparseSupport;
import org.steermesh.engine.steering.SteeringReceipt;
import org.steermesh.engine.steering.Target;

/** An intervention behind a condition acts on the tokens that meet it, and on no others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GateTest {

  private static final int[] IDS = {376, 65, 69, 283, 162, 276, 166, 124, 298, 42, 93, 250, 314};
  private static final Site SITE = new Site(1, Target.RESIDUAL);
  private static final Site BELOW = new Site(0, Target.MLP);
  private static final Site TOP = new Site(3, Target.RESIDUAL);
  private static final int GENERATED = 8;
  private static final float NEVER = 1e30f;

  private final GoldenCase golden = new GoldenCase(GoldenCase.LLAMA);
  private final float[] vector = golden.vector("meandiff_last.2");
  private final LanguageModel model =
      LanguageModel.open(golden.model(), new ModelOptions("tiny", WeightFormat.F32, null, 1, 64));

  @AfterAll
  void close() {
    model.close();
  }

  @Test
  void gateThatIsAlwaysOpenGivesTheBitsOfNoGate() {
    Gate open = new Gate(BELOW, new Gate.Projection(vector), -NEVER);
    assertThat(capture(gated(open))).isDeepEqualTo(capture(steering(allPositions())));
    SteeringReceipt.Entry entry = receipt(gated(open));
    assertThat(entry.closedTokens()).isZero();
    assertThat(entry.promptTokens()).isEqualTo(IDS.length);
    assertThat(entry.generatedTokens()).isEqualTo(GENERATED - 1);
  }

  @Test
  void gateThatNeverOpensGivesTheUnsteeredBitsAndSaysSo() {
    Gate closed = new Gate(SITE, new Gate.Projection(vector), NEVER);
    assertThat(capture(gated(closed))).isDeepEqualTo(capture());
    SteeringReceipt.Entry entry = receipt(gated(closed));
    assertThat(entry.promptTokens() + entry.generatedTokens()).isZero();
    assertThat(entry.closedTokens()).isEqualTo(IDS.length + GENERATED - 1);
    assertThat(entry.largestDose()).isZero();
  }

  @Test
  void projectionGateSteersTheTokensAboveItsThreshold() {
    for (Site site : List.of(BELOW, SITE)) {
      opensWhere(site, new Gate.Projection(vector), activation -> dot(activation) / norm());
    }
  }

  @Test
  void featureGateSteersTheTokensWhoseFeatureIsActiveAboveItsThreshold() {
    SparseSupport feature = someActiveFeature();
    opensWhere(SITE, new Gate.Feature(feature), activation -> active(feature, activation));
  }

  @Test
  void gatesOfABatchWithOneBeginningAreTheirOwn() {
    Gate half = new Gate(BELOW, new Gate.Projection(vector), middle(BELOW, a -> dot(a) / norm()));
    Gate closed = new Gate(BELOW, new Gate.Projection(vector), NEVER);
    List<List<Intervention>> rows =
        List.of(
            List.of(gated(half)),
            List.of(gated(closed)),
            List.of(),
            List.of(gated(half), gated(closed)));
    List<CapturedActivations> together =
        model.capture(rows.stream().map(this::request).toList(), CancelSignal.NEVER);
    for (int i = 0; i < rows.size(); i++) {
      float[][] alone = capture(rows.get(i).toArray(Intervention[]::new));
      assertThat(error(top(together.get(i)), alone)).isLessThan(1e-5);
    }
  }

  @Test
  void gateAfterItsInterventionIsRefused() {
    Gate deeper = new Gate(new Site(2, Target.ATTENTION), new Gate.Projection(vector), 0);
    assertThatThrownBy(() -> capture(gated(deeper)))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("block 2 ATTENTION, which comes after it");
    Gate later = new Gate(SITE, new Gate.Projection(vector), 0);
    Intervention attention =
        new Intervention(
            new Site(1, Target.ATTENTION),
            allPositions(),
            new Operation.Add(vector, false),
            1,
            later);
    assertThatThrownBy(() -> capture(attention)).hasMessageContaining("comes after it");
  }

  @Test
  void gateOfAnotherWidthOrWithoutDirectionIsRefused() {
    assertThatThrownBy(() -> capture(gated(new Gate(SITE, new Gate.Projection(new float[3]), 0))))
        .hasMessageContaining("has 3 floats");
    Gate zero = new Gate(SITE, new Gate.Projection(new float[vector.length]), 0);
    assertThatThrownBy(() -> capture(gated(zero))).hasMessageContaining("the direction is zero");
    Gate notANumber = new Gate(SITE, new Gate.Projection(vector), Float.NaN);
    assertThatThrownBy(() -> capture(gated(notANumber))).hasMessageContaining("threshold");
  }

  /** Against the same intervention at the positions that the condition, computed here, selects. */
  private void opensWhere(Site site, Gate.Condition condition, ToDoubleFunction<float[]> measure) {
    float threshold = middle(site, measure);
    float[][] activations = at(site);
    List<Integer> open =
        IntStream.range(0, IDS.length)
            .filter(i -> measure.applyAsDouble(activations[i]) > threshold)
            .boxed()
            .toList();
    assertThat(open).isNotEmpty().hasSizeLessThan(IDS.length);
    float[][] expected = capture(steering(Positions.at(open)));
    assertThat(error(expected, capture())).isGreaterThan(1e-3);
    assertThat(error(capture(gated(new Gate(site, condition, threshold))), expected))
        .isLessThan(1e-5);
  }

  /** In the widest gap between the measures of the tokens: no rounding moves one across. */
  private float middle(Site site, ToDoubleFunction<float[]> measure) {
    double[] sorted = Arrays.stream(at(site)).mapToDouble(measure).sorted().toArray();
    int widest =
        IntStream.range(1, sorted.length)
            .boxed()
            .max((a, b) -> Double.compare(sorted[a] - sorted[a - 1], sorted[b] - sorted[b - 1]))
            .orElseThrow();
    return (float) ((sorted[widest] + sorted[widest - 1]) / 2);
  }

  /** One that is active at some of the tokens and not at others. */
  private SparseSupport someActiveFeature() {
    float[][] activations = at(SITE);
    SparseSupport all = golden.support("jumprelu", golden.vector("sas"));
    for (int i = 0; i < all.size(); i++) {
      SparseSupport one = single(all, i);
      long active = Arrays.stream(activations).filter(a -> active(one, a) > 0).count();
      if (active > 0 && active < IDS.length) {
        return one;
      }
    }
    throw new AssertionError("no feature is active at some tokens only");
  }

  private SparseSupport single(SparseSupport all, int i) {
    int width = vector.length;
    return new SparseSupport(
        Arrays.copyOfRange(all.encoder(), i * width, (i + 1) * width),
        new float[] {all.bias()[i]},
        new float[] {all.threshold()[i]},
        Arrays.copyOfRange(all.decoder(), i * width, (i + 1) * width),
        new float[] {0});
  }

  private static double active(SparseSupport one, float[] activation) {
    double z = one.bias()[0];
    for (int i = 0; i < activation.length; i++) {
      z += (double) one.encoder()[i] * activation[i];
    }
    return z > one.threshold()[0] ? z : 0;
  }

  private double dot(float[] activation) {
    double sum = 0;
    for (int i = 0; i < activation.length; i++) {
      sum += (double) activation[i] * vector[i];
    }
    return sum;
  }

  private double norm() {
    return Math.sqrt(dot(vector));
  }

  private Intervention gated(Gate gate) {
    return new Intervention(SITE, allPositions(), new Operation.Add(vector, false), 1.5f, gate);
  }

  private Intervention steering(Positions positions) {
    return new Intervention(SITE, positions, new Operation.Add(vector, false), 1.5f);
  }

  private static Positions allPositions() {
    return Positions.of(PositionRule.ALL);
  }

  private float[][] capture(Intervention... interventions) {
    return top(
        model.capture(List.of(request(List.of(interventions))), CancelSignal.NEVER).getFirst());
  }

  private CaptureRequest request(List<Intervention> interventions) {
    return new CaptureRequest(
        GoldenCase.sequence(IDS), List.of(TOP), allPositions(), interventions);
  }

  private static float[][] top(CapturedActivations captured) {
    return captured.activations().getOrDefault(TOP, new float[0][]);
  }

  /** The unsteered activations at a site. */
  private float[][] at(Site site) {
    CaptureRequest request =
        new CaptureRequest(GoldenCase.sequence(IDS), List.of(site), allPositions(), List.of());
    return model
        .capture(List.of(request), CancelSignal.NEVER)
        .getFirst()
        .activations()
        .getOrDefault(site, new float[0][]);
  }

  private SteeringReceipt.Entry receipt(Intervention intervention) {
    Sampling sampling = new Sampling(0, 0, 1, 0, 1, 0, GENERATED, List.of(), false);
    GenerationRequest request =
        new GenerationRequest(GoldenCase.sequence(IDS), sampling, List.of(intervention));
    List<GeneratedToken> tokens = new ArrayList<>();
    return model.generate(request, tokens::add, CancelSignal.NEVER).receipt().entries().getFirst();
  }

  private static double error(float[][] actual, float[][] expected) {
    assertThat(actual).hasNumberOfRows(expected.length);
    double largest = 0;
    for (int i = 0; i < actual.length; i++) {
      largest = Math.max(largest, GoldenCase.error(actual[i], expected[i]));
    }
    return largest;
  }
}
