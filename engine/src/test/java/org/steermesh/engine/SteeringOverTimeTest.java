package org.steermesh.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.steering.Gate;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.Schedule;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.SteeringReceipt;
import org.steermesh.engine.steering.Target;

/** Strengths that change along a text, gates that remember, and the watch that takes them back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SteeringOverTimeTest {

  private static final int[] IDS = {376, 65, 69, 283, 162, 276, 166, 124};
  private static final Site SITE = new Site(2, Target.RESIDUAL);
  private static final int GENERATED = 12;

  private final GoldenCase golden = new GoldenCase(GoldenCase.LLAMA);
  private final float[] vector = golden.vector("random_a");
  private final LanguageModel model =
      LanguageModel.open(golden.model(), new ModelOptions("", WeightFormat.F32, null, 1, 4096));

  @AfterAll
  void close() {
    model.close();
  }

  @Test
  void aConstantScheduleIsNoSchedule() {
    Intervention plain = steering(PositionRule.ALL, Schedule.CONSTANT);
    Schedule same = new Schedule(1, 1, 5, Float.POSITIVE_INFINITY, 1000);

    assertThat(generate(steering(PositionRule.ALL, same)).receipt())
        .isEqualTo(generate(plain).receipt());
  }

  @Test
  void aTextThatStopsBeingSteeredIsThatOfFewerTokens() {
    Schedule three = new Schedule(1, 1, 0, Float.POSITIVE_INFINITY, 3);
    SteeringReceipt.Entry entry =
        generate(steering(PositionRule.FROM_LAST_OF_PROMPT, three)).receipt().entries().getFirst();

    assertThat(entry.promptTokens()).isEqualTo(1);
    assertThat(entry.generatedTokens()).isEqualTo(3);
    List<Integer> listed = new ArrayList<>();
    for (int at = IDS.length - 1; at < IDS.length + 3; at++) {
      listed.add(at);
    }
    Intervention byHand =
        new Intervention(SITE, Positions.at(listed), new Operation.Add(vector, false), 1.5f);
    assertThat(generate(steering(PositionRule.FROM_LAST_OF_PROMPT, three)).ids())
        .isEqualTo(generate(byHand).ids());
  }

  @Test
  void aRampAndADecayChangeTheStrengthThatIsApplied() {
    Schedule ramp = new Schedule(0, 1, 4, Float.POSITIVE_INFINITY, Integer.MAX_VALUE);
    SteeringReceipt.Entry entry =
        generate(steering(PositionRule.GENERATED_ONLY, ramp)).receipt().entries().getFirst();
    // Of eleven tokens that ran the first has factor 0, and so is not steered; then 1/4, 2/4, 3/4.
    assertThat(entry.generatedTokens()).isEqualTo(10);
    assertThat(entry.meanStrength()).isCloseTo(1.5 * (1.5 + 7) / 10, within(1e-6));

    Schedule decay = new Schedule(1, 1, 0, 2, Integer.MAX_VALUE);
    entry = generate(steering(PositionRule.GENERATED_ONLY, decay)).receipt().entries().getFirst();
    double sum = 0;
    for (int g = 0; g < GENERATED - 1; g++) {
      sum += 1.5 * Math.pow(2, -g / 2.0);
    }
    assertThat(entry.meanStrength()).isCloseTo(sum / (GENERATED - 1), within(1e-5));
  }

  @Test
  void aScheduledContinuationScoresAsTheTextThatWasGenerated() {
    for (Schedule schedule :
        List.of(
            new Schedule(0.2f, 1, 3, Float.POSITIVE_INFINITY, 6),
            new Schedule(1, 1, 0, 3, Integer.MAX_VALUE))) {
      List<GeneratedToken> tokens = new ArrayList<>();
      Intervention steering = steering(PositionRule.FROM_LAST_OF_PROMPT, schedule);
      int[] ids = model.generate(request(steering), tokens::add, CancelSignal.NEVER).ids();
      ScoreRequest score =
          new ScoreRequest(
              GoldenCase.sequence(IDS), List.of(ids, Arrays.copyOf(ids, 4)), List.of(steering));
      List<float[]> logs =
          model.score(List.of(score), CancelSignal.NEVER).getFirst().logProbabilities();
      for (int i = 0; i < ids.length; i++) {
        assertThat(logs.getFirst()[i]).isCloseTo(tokens.get(i).logProbability(), within(1e-3f));
      }
    }
  }

  @Test
  void aLatchedGateStaysOpenFromTheFirstTokenThatOpensIt() {
    double[] measures = measures();
    // Between the third smallest and what is below it: some tokens after the opening are below.
    int opening = 3;
    float threshold = (float) (measures[opening] - 1e-3);
    int before = 0;
    while (measures[before] <= threshold) {
      before++;
    }
    Gate latched = gate(threshold, Float.NEGATIVE_INFINITY);
    assertThat(capturedTokens(latched)).isEqualTo(IDS.length - before);

    int open = 0;
    int hysteresis = 0;
    float closing = threshold - 0.3f;
    boolean isOpen = false;
    for (double measure : measures) {
      isOpen = measure > threshold || (isOpen && measure > closing);
      hysteresis += isOpen ? 1 : 0;
      open += measure > threshold ? 1 : 0;
    }
    assertThat(capturedTokens(gate(threshold, closing))).isEqualTo(hysteresis);
    assertThat(capturedTokens(gate(threshold, threshold))).isEqualTo(open);
    assertThat(open).isLessThan(IDS.length - before);
  }

  /** The component of each input token before the edit, unsteered. */
  private double[] measures() {
    CaptureRequest request =
        new CaptureRequest(
            GoldenCase.sequence(IDS), List.of(SITE), Positions.of(PositionRule.ALL), List.of());
    float[][] rows =
        Objects.requireNonNull(
            model.capture(List.of(request), CancelSignal.NEVER).getFirst().activations().get(SITE));
    double norm = Math.sqrt(dot(vector, vector));
    return Arrays.stream(rows).mapToDouble(row -> dot(row, vector) / norm).toArray();
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private Gate gate(float threshold, float closing) {
    return new Gate(SITE, new Gate.Projection(vector), threshold, closing);
  }

  /** Tokens of the input that are steered; in parts, so that the gate has to remember between. */
  private int capturedTokens(Gate gate) {
    Intervention gated =
        new Intervention(
            SITE,
            Positions.of(PositionRule.PROMPT_ONLY),
            new Operation.Add(vector, false),
            1.5f,
            gate);
    List<Integer> counts = new ArrayList<>();
    for (int part : new int[] {1, 3, 100}) {
      try (RunningBatch batch = model.runningBatch(new BatchLimits(2, part, 1000))) {
        Following following = new Following(token -> {}, CancelSignal.NEVER);
        batch.join(request(gated), following);
        while (batch.load().rows() > 0) {
          batch.step();
        }
        counts.add(following.result().receipt().entries().getFirst().promptTokens());
      }
    }
    assertThat(counts).containsOnly(counts.getFirst());
    return counts.getFirst();
  }

  @Test
  void aWatchEndsATextThatRepeatsItselfOrTakesItsSteeringBack() {
    Adjustment onlyOne = new Adjustment(0, 0, Map.of(65, 1e6f));
    Sampling sampling = new Sampling(0, 0, 1, 0, 1, 0, 40, List.of(), false, onlyOne, 0);
    GenerationRequest stopping = watched(sampling, new Watch(8, 0.5, 0, -1));
    GenerationResult stopped = model.generate(stopping, token -> {}, CancelSignal.NEVER);
    assertThat(stopped.finish()).isEqualTo(GenerationResult.Finish.WATCH);
    assertThat(stopped.ids()).hasSize(8);
    assertThat(Objects.requireNonNull(stopped.watch()).alarms()).isEqualTo(1);
    assertThat(stopped.watch().largestRepetition()).isCloseTo(0.8, within(1e-9));

    GenerationRequest backingOff = watched(sampling, new Watch(8, 0.5, 0, 0));
    GenerationResult backedOff = model.generate(backingOff, token -> {}, CancelSignal.NEVER);
    assertThat(backedOff.finish()).isEqualTo(GenerationResult.Finish.MAX_TOKENS);
    assertThat(Objects.requireNonNull(backedOff.watch()).scale()).isZero();
    assertThat(backedOff.watch().firstAlarm()).isEqualTo(8);
    // Seven tokens ran before the eighth was chosen, none was steered after.
    assertThat(backedOff.receipt().entries().getFirst().generatedTokens()).isEqualTo(7);
  }

  @Test
  void aWatchThatSeesNothingChangesNothing() {
    Sampling sampling = new Sampling(0, 0, 1, 0, 1, 0, GENERATED, List.of(), false);
    GenerationResult watched =
        model.generate(watched(sampling, new Watch(8, 1, 1e-6, -1)), t -> {}, CancelSignal.NEVER);
    GenerationResult plain =
        model.generate(
            new GenerationRequest(
                GoldenCase.sequence(IDS),
                sampling,
                List.of(steering(PositionRule.ALL, Schedule.CONSTANT))),
            t -> {},
            CancelSignal.NEVER);

    assertThat(watched.ids()).isEqualTo(plain.ids());
    assertThat(watched.receipt()).isEqualTo(plain.receipt());
    WatchReport report = Objects.requireNonNull(watched.watch());
    assertThat(report.alarms()).isZero();
    assertThat(report.leastEntropy()).isPositive();
    assertThat(report.scale()).isEqualTo(1);
  }

  private GenerationRequest watched(Sampling sampling, Watch watch) {
    return new GenerationRequest(
        GoldenCase.sequence(IDS),
        sampling,
        List.of(steering(PositionRule.ALL, Schedule.CONSTANT)),
        watch);
  }

  private Intervention steering(PositionRule rule, Schedule schedule) {
    return new Intervention(
        SITE, Positions.of(rule), new Operation.Add(vector, false), 1.5f, null, schedule);
  }

  private static GenerationRequest request(Intervention intervention) {
    Sampling sampling = new Sampling(0, 0, 1, 0, 1, 0, GENERATED, List.of(), false);
    return new GenerationRequest(GoldenCase.sequence(IDS), sampling, List.of(intervention));
  }

  private GenerationResult generate(Intervention intervention) {
    return model.generate(request(intervention), token -> {}, CancelSignal.NEVER);
  }
}
