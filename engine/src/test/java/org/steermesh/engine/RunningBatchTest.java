package org.steermesh.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
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
import org.steermesh.engine.torch.NativeLibrary;

/** Generations that join and leave a running batch. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunningBatchTest {

  private static final int[] PROMPT = {376, 65, 69, 283, 162, 276, 166, 124};

  /** Texts of the soak; 10 000 is the long run. */
  private static final int TEXTS = Integer.getInteger("steermesh.soak.texts", 60);

  private final GoldenCase golden = new GoldenCase(GoldenCase.LLAMA);
  private final LanguageModel model =
      LanguageModel.open(golden.model(), new ModelOptions("", WeightFormat.F32, null, 1, 4096));

  @AfterAll
  void close() {
    model.close();
  }

  /** What came of a generation. */
  private static final class Watched implements GenerationListener {
    private final List<GeneratedToken> tokens = new ArrayList<>();
    private int cancelAfter = Integer.MAX_VALUE;
    private @Nullable GenerationResult result;
    private @Nullable Throwable failure;

    @Override
    public boolean isCancelled() {
      return tokens.size() >= cancelAfter;
    }

    @Override
    public void onToken(GeneratedToken token) {
      tokens.add(token);
    }

    @Override
    public void onEnd(GenerationResult ended) {
      result = ended;
    }

    @Override
    public void onFailure(Throwable why) {
      failure = why;
    }

    EngineReason reason() {
      return ((EngineException) Objects.requireNonNull(failure)).reason();
    }

    boolean ended() {
      return result != null || failure != null;
    }
  }

  private record Running(GenerationRequest request, Watched watched) {}

  @Test
  void textsThatJoinAndLeaveAtRandomAreThoseOfASoloRun() {
    Random random = new Random(11);
    RandomInputs inputs = new RandomInputs(3, operations(), 4);
    long idle = NativeLibrary.liveValues();
    try (RunningBatch batch = model.runningBatch(new BatchLimits(5, 7, 400))) {
      List<Running> all = new ArrayList<>();
      int steps = 0;
      while (all.size() < TEXTS || batch.load().rows() > 0) {
        GenerationRequest next = request(inputs, random);
        if (all.size() < TEXTS && random.nextInt(3) == 0 && batch.hasRoomFor(next)) {
          all.add(new Running(next, new Watched()));
          if (random.nextInt(4) == 0) {
            all.getLast().watched.cancelAfter = random.nextInt(6);
          }
          batch.join(next, all.getLast().watched);
        }
        batch.step();
        steps++;
        assertThat(batch.load().rows()).isLessThanOrEqualTo(5);
        assertThat(batch.load().reservedTokens()).isLessThanOrEqualTo(400);
      }
      assertThat(batch.load()).isEqualTo(BatchLoad.NOTHING);
      assertThat(steps).isGreaterThan(TEXTS);
      for (Running one : all) {
        assertSolo(one);
      }
    }
    assertThat(NativeLibrary.liveValues()).isEqualTo(idle);
  }

  private GenerationRequest request(RandomInputs inputs, Random random) {
    Sampling sampling =
        new Sampling(0, 0, 1, 0, 1, 0, 1 + random.nextInt(12), List.of(), random.nextBoolean());
    return new GenerationRequest(inputs.tokens(20), sampling, inputs.interventions());
  }

  private void assertSolo(Running one) {
    if (one.watched.result == null) {
      assertThat(one.watched.reason()).isEqualTo(EngineReason.CANCELLED);
      // It left before the token after its cancellation.
      assertThat(one.watched.tokens).hasSize(one.watched.cancelAfter);
      return;
    }
    List<GeneratedToken> tokens = new ArrayList<>();
    GenerationResult alone = model.generate(one.request, tokens::add, CancelSignal.NEVER);
    assertThat(one.watched.result.ids()).isEqualTo(alone.ids());
    assertThat(one.watched.result.text()).isEqualTo(alone.text());
    assertThat(one.watched.result.finish()).isEqualTo(alone.finish());
    assertSame(one.watched.result.receipt(), alone.receipt());
    for (int i = 0; i < tokens.size(); i++) {
      assertThat(one.watched.tokens.get(i).logProbability())
          .isCloseTo(tokens.get(i).logProbability(), within(1e-4f));
      assertThat(one.watched.tokens.get(i).text()).isEqualTo(tokens.get(i).text());
    }
  }

  private static void assertSame(SteeringReceipt one, SteeringReceipt other) {
    assertThat(one.entries()).hasSameSizeAs(other.entries());
    for (int i = 0; i < one.entries().size(); i++) {
      SteeringReceipt.Entry a = one.entries().get(i);
      SteeringReceipt.Entry b = other.entries().get(i);
      assertThat(a.promptTokens()).isEqualTo(b.promptTokens());
      assertThat(a.generatedTokens()).isEqualTo(b.generatedTokens());
      assertThat(a.largestDose()).isCloseTo(b.largestDose(), within(1e-4 * (1 + b.largestDose())));
      assertThat(a.meanProjectionAfter())
          .isCloseTo(
              b.meanProjectionAfter(), within(1e-3 * (1 + Math.abs(b.meanProjectionAfter()))));
    }
  }

  private List<Operation> operations() {
    return List.of(
        new Operation.Add(golden.vector("random_a"), false),
        new Operation.Add(golden.vector("meandiff_last.2"), true),
        new Operation.ProjectOut(golden.vector("random_a")),
        new Operation.SparseAdd(
            golden.support("jumprelu", golden.vector("sas")), Operation.Nonlinearity.OWN));
  }

  @Test
  void unsteeredRowsAreBitIdenticalToTheUnsteeredBatchOfTheSameShape() {
    List<List<Intervention>> plain = List.of(List.of(), List.of(), List.of(), List.of());
    List<List<Intervention>> mixed =
        List.of(List.of(), List.of(add(1, 2)), List.of(), List.of(add(2, -1), add(0, 1)));
    List<Watched> unsteered = together(plain);
    List<Watched> steered = together(mixed);

    for (int row : new int[] {0, 2}) {
      assertThat(steered.get(row).tokens).isEqualTo(unsteered.get(row).tokens);
    }
    for (int row : new int[] {1, 3}) {
      assertThat(steered.get(row).tokens).isNotEqualTo(unsteered.get(row).tokens);
    }
  }

  private List<Watched> together(List<List<Intervention>> rows) {
    List<Watched> watched = new ArrayList<>();
    try (RunningBatch batch = model.runningBatch(new BatchLimits(4, 6, 1000))) {
      for (int i = 0; i < rows.size(); i++) {
        watched.add(new Watched());
        batch.join(request(Arrays.copyOf(PROMPT, 4 + i), 10, rows.get(i)), watched.getLast());
        batch.step();
      }
      while (batch.load().rows() > 0) {
        batch.step();
      }
    }
    return watched;
  }

  @Test
  void aLongInputRunsInPartsWhileOthersGetATokenAStep() {
    int[] longInput = new int[100];
    Arrays.setAll(longInput, i -> 1 + (7 * i) % 370);
    Watched decoding = new Watched();
    Watched newcomer = new Watched();
    Watched shortOne = new Watched();
    try (RunningBatch batch = model.runningBatch(new BatchLimits(3, 10, 1000))) {
      batch.join(request(PROMPT, 40, List.of()), decoding);
      batch.step();
      batch.join(request(longInput, 2, List.of()), newcomer);
      batch.join(request(PROMPT, 2, List.of()), shortOne);
      for (int step = 1; step <= 10; step++) {
        assertThat(batch.load().inputRows()).isPositive();
        batch.step();
        assertThat(decoding.tokens).hasSize(1 + step);
      }
      // Eight tokens at five a step: the short input did not wait for the long one.
      assertThat(shortOne.ended()).isTrue();
      assertThat(newcomer.tokens).isEmpty();
      batch.step();
      assertThat(newcomer.tokens).hasSize(1);
    }
    assertThat(decoding.reason()).isEqualTo(EngineReason.CANCELLED);
  }

  @Test
  void aRowThatOverflowsFailsAlone() {
    Watched bad = new Watched();
    Watched good = new Watched();
    try (RunningBatch batch = model.runningBatch(new BatchLimits(2, 16, 1000))) {
      batch.join(request(PROMPT, 8, List.of(add(1, 3e38f))), bad);
      batch.join(request(PROMPT, 8, List.of(add(1, 2))), good);
      while (batch.load().rows() > 0) {
        batch.step();
      }
    }
    assertThat(bad.reason()).isEqualTo(EngineReason.NOT_FINITE);
    assertSolo(new Running(request(PROMPT, 8, List.of(add(1, 2))), good));
  }

  @Test
  void cacheIsReservedForAllThatATextMayNeed() {
    GenerationRequest request = request(PROMPT, 22, List.of());
    try (RunningBatch batch = model.runningBatch(new BatchLimits(9, 16, 61))) {
      assertThat(batch.hasRoomFor(request)).isTrue();
      batch.join(request, new Watched());
      batch.join(request, new Watched());
      assertThat(batch.load().reservedTokens()).isEqualTo(60);
      assertThat(batch.load().cacheBytes()).isPositive();
      assertThat(batch.hasRoomFor(request)).isFalse();

      GenerationRequest tooLong = request(PROMPT, 54, List.of());
      assertThatThrownBy(() -> batch.join(tooLong, new Watched()))
          .isInstanceOfSatisfying(
              EngineException.class,
              e -> assertThat(e.reason()).isEqualTo(EngineReason.PROMPT_TOO_LONG))
          .hasMessageContaining("61");
    }
  }

  private static GenerationRequest request(
      int[] ids, int tokens, List<Intervention> interventions) {
    Sampling sampling = new Sampling(0, 0, 1, 0, 1, 0, tokens, List.of(), false);
    return new GenerationRequest(GoldenCase.sequence(ids), sampling, interventions);
  }

  private Intervention add(int block, float strength) {
    return new Intervention(
        new Site(block, Target.RESIDUAL),
        Positions.of(PositionRule.ALL),
        new Operation.Add(golden.vector("random_a"), false),
        strength);
  }
}
