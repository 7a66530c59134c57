package org.steermesh.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
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
import org.steermesh.engine.steering.SteeringReceipt;
import org.steermesh.engine.steering.Target;

/**
 * A gate sees what the interventions listed before its own have done at its site, and not what
 * those listed after do, whatever runs beside its text.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GateOrderTest {

  private static final int[] IDS = {376, 65, 69, 283, 162, 276, 166, 124, 298, 42, 93, 250, 314};
  private static final Site LOOKS = new Site(0, Target.RESIDUAL);
  private static final Site ACTS = new Site(1, Target.RESIDUAL);
  private static final int GENERATED = 6;
  private static final int ALL = IDS.length + GENERATED - 1;

  private final GoldenCase golden = new GoldenCase(GoldenCase.LLAMA);
  private final float[] vector = golden.vector("meandiff_last.2");
  private final LanguageModel model =
      LanguageModel.open(golden.model(), new ModelOptions("tiny", WeightFormat.F32, null, 1, 4096));

  /** So strong that the gate opens where it sees one more of them, and nowhere else. */
  private final Intervention push = new Intervention(LOOKS, all(), add(vector), 100);

  @AfterAll
  void close() {
    model.close();
  }

  private static Positions all() {
    return Positions.of(PositionRule.ALL);
  }

  private static Operation add(float[] vector) {
    return new Operation.Add(vector, false);
  }

  /** Acts where the gate has seen more than so many pushes. */
  private Intervention gated(double pushes) {
    float threshold = (float) (pushes * 100 * length());
    Gate gate = new Gate(LOOKS, new Gate.Projection(vector), threshold);
    return new Intervention(ACTS, all(), add(golden.vector("random_a")), 3, gate);
  }

  private double length() {
    double squares = 0;
    for (float each : vector) {
      squares += (double) each * each;
    }
    return Math.sqrt(squares);
  }

  private GenerationRequest request(List<Intervention> interventions) {
    Sampling sampling = new Sampling(0, 0, 1, 0, 1, 0, GENERATED, List.of(), false);
    return new GenerationRequest(GoldenCase.sequence(IDS), sampling, interventions);
  }

  /** The results of requests that run together. */
  private List<GenerationResult> together(List<List<Intervention>> rows) {
    List<Following> followings = new ArrayList<>();
    try (RunningBatch batch = model.runningBatch(new BatchLimits(rows.size(), 64, 4000))) {
      for (List<Intervention> row : rows) {
        followings.add(new Following(token -> {}, CancelSignal.NEVER));
        batch.join(request(row), followings.getLast());
      }
      while (batch.load().rows() > 0) {
        batch.step();
      }
    }
    followings.forEach(Following::check);
    return followings.stream().map(Following::result).toList();
  }

  private static int closed(GenerationResult result, int index) {
    return result.receipt().entries().get(index).closedTokens();
  }

  @Test
  void whatIsListedAfterItIsNotSeen() {
    List<Intervention> request = List.of(gated(0.5), push);
    assertThat(closed(together(List.of(request)).getFirst(), 0)).isEqualTo(ALL);
    assertThat(closed(together(List.of(List.of(push), request)).getLast(), 0)).isEqualTo(ALL);
  }

  @Test
  void allThatIsListedBeforeItIsSeen() {
    List<Intervention> request = List.of(push, push, gated(1.5));
    assertThat(closed(together(List.of(request)).getFirst(), 2)).isZero();
    assertThat(closed(together(List.of(List.of(push), request)).getLast(), 2)).isZero();
    assertThat(closed(together(List.of(List.of(push, gated(1.5), push))).getFirst(), 1))
        .isEqualTo(ALL);
  }

  @Test
  void gatedTextsOfAnyBatchAreThoseOfSoloRuns() {
    Random random = new Random(3);
    for (int round = 0; round < 12; round++) {
      List<List<Intervention>> rows = new ArrayList<>();
      for (int row = 0; row < 4; row++) {
        List<Intervention> interventions =
            new ArrayList<>(List.of(gated(0.5 + random.nextInt(3)), push, push));
        if (random.nextBoolean()) {
          interventions.add(gated(0.5 + random.nextInt(3)));
        }
        Collections.shuffle(interventions, random);
        rows.add(interventions.subList(0, 1 + random.nextInt(interventions.size())));
      }
      List<GenerationResult> together = together(rows);
      for (int row = 0; row < rows.size(); row++) {
        GenerationResult alone = together(List.of(rows.get(row))).getFirst();
        assertThat(together.get(row).ids()).isEqualTo(alone.ids());
        assertThat(closed(together.get(row))).isEqualTo(closed(alone));
      }
    }
  }

  @Test
  void textsThatShareTokensButForTheOrderOfTheirListsAreTheirOwn() {
    List<List<Intervention>> rows =
        List.of(List.of(gated(0.5), push), List.of(push, gated(0.5)), List.of(push));
    List<ScoreRequest> requests =
        rows.stream()
            .map(row -> new ScoreRequest(GoldenCase.sequence(IDS), List.of(new int[] {65}), row))
            .toList();
    List<ScoreResult> scores = model.score(requests, CancelSignal.NEVER);
    assertThat(closed(scores.getFirst().receipt())).containsExactly(IDS.length, 0);
    assertThat(closed(scores.get(1).receipt())).containsExactly(0, 0);
  }

  private static int[] closed(GenerationResult result) {
    return closed(result.receipt());
  }

  private static int[] closed(SteeringReceipt receipt) {
    return Arrays.stream(receipt.entries().toArray(SteeringReceipt.Entry[]::new))
        .mapToInt(SteeringReceipt.Entry::closedTokens)
        .toArray();
  }
}
