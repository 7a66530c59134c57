package org.steermesh.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
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
import org.steermesh.engine.torch.NativeLibrary;

/** Inputs that begin as earlier ones did do not run again, and nobody can tell. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PrefixCacheTest {

  private static final long ROOM = 1 << 24;
  private static final Site SITE = new Site(1, Target.RESIDUAL);

  private final GoldenCase golden = new GoldenCase(GoldenCase.LLAMA);
  private final LanguageModel model =
      LanguageModel.open(golden.model(), new ModelOptions("", WeightFormat.F32, null, 1, 4096));

  @AfterAll
  void close() {
    model.close();
  }

  private RunningBatch batch(int promptTokens, long prefixBytes) {
    return model.runningBatch(new BatchLimits(3, promptTokens, 4000, prefixBytes));
  }

  private static GenerationResult run(RunningBatch batch, GenerationRequest request) {
    Following following = new Following(token -> {}, CancelSignal.NEVER);
    batch.join(request, following);
    while (batch.load().rows() > 0) {
      batch.step();
    }
    following.check();
    return following.result();
  }

  /** Some tokens that begin with {@code seed} and are the same ever after. */
  private static int[] input(int seed, int length) {
    int[] ids = new int[length];
    Arrays.setAll(ids, i -> i == 0 ? seed : 1 + (7 * i) % 370);
    return ids;
  }

  private static GenerationRequest request(int[] ids, Intervention... steering) {
    Sampling sampling = new Sampling(0, 0, 1, 0, 1, 0, 5, List.of(), false);
    return new GenerationRequest(GoldenCase.sequence(ids), sampling, List.of(steering));
  }

  private Intervention add(Site site, Positions positions, float strength, @Nullable Gate gate) {
    Operation operation = new Operation.Add(golden.vector("random_a").clone(), false);
    return new Intervention(site, positions, operation, strength, gate);
  }

  private Intervention add(PositionRule rule, float strength) {
    return add(SITE, Positions.of(rule), strength, null);
  }

  private Gate latched(float threshold) {
    return new Gate(
        SITE,
        new Gate.Projection(golden.vector("random_a").clone()),
        threshold,
        Float.NEGATIVE_INFINITY);
  }

  @Test
  void randomInputsSteeredAtRandomAreThoseOfSoloRunsWhateverIsKept() {
    for (long bytes : new long[] {pageBytes() * 7, ROOM}) {
      Random random = new Random(7);
      RandomInputs inputs = new RandomInputs(5, operations(), 4);
      long idle = NativeLibrary.liveValues();
      long cached = 0;
      try (RunningBatch batch = batch(9, bytes)) {
        for (int round = 0; round < 25; round++) {
          List<GenerationRequest> requests = new ArrayList<>();
          List<Following> followings = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            Sampling sampling =
                new Sampling(0, 0, 1, 0, 1, 0, 1 + random.nextInt(5), List.of(), false);
            requests.add(
                new GenerationRequest(inputs.tokens(40), sampling, inputs.interventions()));
            followings.add(new Following(token -> {}, CancelSignal.NEVER));
            cached += batch.join(requests.getLast(), followings.getLast());
            batch.step();
          }
          while (batch.load().rows() > 0) {
            batch.step();
            assertThat(batch.load().prefixBytes()).isLessThanOrEqualTo(bytes);
          }
          for (int i = 0; i < 3; i++) {
            assertSolo(requests.get(i), followings.get(i).result());
          }
        }
      }
      assertThat(cached).isPositive();
      assertThat(NativeLibrary.liveValues()).isEqualTo(idle);
    }
  }

  private List<Operation> operations() {
    return List.of(
        new Operation.Add(golden.vector("random_a"), false),
        new Operation.ProjectOut(golden.vector("random_a")),
        new Operation.SparseAdd(
            golden.support("jumprelu", golden.vector("sas")), Operation.Nonlinearity.OWN));
  }

  private void assertSolo(GenerationRequest request, GenerationResult result) {
    GenerationResult alone = model.generate(request, token -> {}, CancelSignal.NEVER);
    assertThat(result.ids()).isEqualTo(alone.ids());
    assertThat(result.receipt().entries()).hasSameSizeAs(alone.receipt().entries());
    for (int i = 0; i < alone.receipt().entries().size(); i++) {
      SteeringReceipt.Entry a = result.receipt().entries().get(i);
      SteeringReceipt.Entry b = alone.receipt().entries().get(i);
      assertThat(a.promptTokens()).isEqualTo(b.promptTokens());
      assertThat(a.generatedTokens()).isEqualTo(b.generatedTokens());
      assertThat(a.closedTokens()).isEqualTo(b.closedTokens());
      assertThat(a.meanStrength()).isCloseTo(b.meanStrength(), within(1e-5));
      assertThat(a.meanDose()).isCloseTo(b.meanDose(), within(1e-4 * (1 + b.meanDose())));
      assertThat(a.largestDose()).isCloseTo(b.largestDose(), within(1e-4 * (1 + b.largestDose())));
      double after = b.meanProjectionAfter();
      assertThat(a.meanProjectionAfter()).isCloseTo(after, within(1e-3 * (1 + Math.abs(after))));
    }
  }

  @Test
  void whatIsSteeredAfterTheInputOnlySharesThePlainInput() {
    int[] ids = input(1, 40);
    try (RunningBatch batch = batch(64, ROOM)) {
      assertThat(run(batch, request(ids)).cachedTokens()).isZero();
      long before = model.work().tokens();
      assertThat(run(batch, request(ids)).cachedTokens()).isEqualTo(32);
      assertThat(model.work().tokens() - before).isEqualTo(8 + 4);
      for (Intervention decoding :
          List.of(
              add(PositionRule.GENERATED_ONLY, 2),
              add(PositionRule.GENERATED_ONLY, -3),
              add(PositionRule.FROM_LAST_OF_PROMPT, 2),
              new Intervention(
                  SITE,
                  Positions.of(PositionRule.ALL),
                  new Operation.Add(golden.vector("random_a"), false),
                  2,
                  null,
                  new Schedule(0, 1, 3, Float.POSITIVE_INFINITY, 9)))) {
        GenerationRequest request = request(ids, decoding);
        GenerationResult result = run(batch, request);
        assertThat(result.cachedTokens()).isEqualTo(32);
        assertSolo(request, result);
      }
      assertThat(run(batch, request(Arrays.copyOf(ids, 33))).cachedTokens()).isEqualTo(32);
      // The last token has to run, so that there is something to choose the next one from.
      assertThat(run(batch, request(Arrays.copyOf(ids, 32))).cachedTokens()).isEqualTo(16);
    }
  }

  @Test
  void inputsThatAreSteeredOtherwiseNeverShare() {
    int[] ids = input(1, 40);
    Positions all = Positions.of(PositionRule.ALL);
    try (RunningBatch batch = batch(64, ROOM)) {
      run(batch, request(ids));
      List<Intervention> different =
          List.of(
              add(PositionRule.ALL, 2),
              add(PositionRule.ALL, 3),
              add(PositionRule.ALL, -2),
              add(new Site(2, Target.RESIDUAL), all, 2, null),
              add(new Site(1, Target.MLP), all, 2, null),
              add(SITE, Positions.of(PositionRule.ALL).without(Set.of(ids[3]), List.of()), 2, null),
              add(SITE, Positions.at(List.of(0)), 2, null),
              add(SITE, all, 2, latched(0)),
              add(SITE, all, 2, latched(0.5f)));
      for (Intervention steering : different) {
        assertThat(run(batch, request(ids, steering)).cachedTokens()).isZero();
      }
      for (Intervention steering : different) {
        GenerationResult again = run(batch, request(ids, steering));
        assertThat(again.cachedTokens()).isEqualTo(32);
        assertSolo(request(ids, steering), again);
      }
      // Another rule that does the same to the input.
      assertThat(run(batch, request(ids, add(PositionRule.PROMPT_ONLY, 2))).cachedTokens())
          .isEqualTo(32);
      // As far as nothing is steered, all share.
      GenerationResult tail =
          run(batch, request(ids, add(SITE, Positions.at(List.of(20)), 2, null)));
      assertThat(tail.cachedTokens()).isEqualTo(16);
    }
  }

  @Test
  void aGateThatRemembersDoesNotGoOnWhereAnothersMemoryEnds() {
    int[] ids = input(1, 40);
    // The gates open at the first token, and of themselves at none after it.
    Intervention push = add(SITE, Positions.at(List.of(0)), 100, null);
    try (RunningBatch batch = batch(64, ROOM)) {
      run(batch, request(ids, push, latched(0, 32)));
      GenerationRequest request = request(ids, push, latched(0, 16), latched(16, 32));
      GenerationResult result = run(batch, request);
      assertThat(result.cachedTokens()).isEqualTo(16);
      assertThat(result.receipt().entries().get(1).closedTokens()).isZero();
      assertThat(result.receipt().entries().get(2).closedTokens()).isEqualTo(16);
      assertSolo(request, result);
    }
  }

  private Intervention latched(int from, int to) {
    List<Integer> where = IntStream.range(from, to).boxed().toList();
    double squares = 0;
    for (float each : golden.vector("random_a")) {
      squares += (double) each * each;
    }
    return add(SITE, Positions.at(where), 1, latched((float) (50 * Math.sqrt(squares))));
  }

  @Test
  void theLongestUnusedPagesGoFirstAndNoneIsKeptBeyondTheLimit() {
    try (RunningBatch batch = batch(64, 3 * pageBytes())) {
      run(batch, request(input(1, 40)));
      run(batch, request(input(2, 20)));
      assertThat(run(batch, request(input(1, 40))).cachedTokens()).isEqualTo(32);
      run(batch, request(input(3, 20)));
      assertThat(run(batch, request(input(1, 40))).cachedTokens()).isEqualTo(32);
      assertThat(run(batch, request(input(2, 20))).cachedTokens()).isZero();
      // Of an input that is longer than all there is room for, the beginning is kept.
      run(batch, request(input(4, 100)));
      assertThat(run(batch, request(input(4, 100))).cachedTokens()).isEqualTo(48);
      assertThat(batch.load().prefixBytes()).isEqualTo(3 * pageBytes());
    }
  }

  private long pageBytes() {
    try (RunningBatch batch = batch(64, ROOM)) {
      run(batch, request(input(1, 40)));
      return batch.load().prefixBytes() / 2;
    }
  }
}
