package org.steermesh.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.SparseSupport;
import org.steermesh.engine.steering.Target;
import org.steermesh.engine.tokenizer.TokenSequence;
import org.steermesh.engine.torch.NativeLibrary;

/** What cannot be served as asked is refused with its reason and its numbers, and leaks nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusalsTest {

  private static final TokenSequence TOKENS = GoldenCase.sequence(376, 65, 69);
  private static final Positions ALL = Positions.of(PositionRule.ALL);

  private final LanguageModel model =
      LanguageModel.open(
          new GoldenCase(GoldenCase.LLAMA).model(),
          new ModelOptions("", WeightFormat.F32, null, 1, 64));

  @AfterAll
  void close() {
    model.close();
  }

  @Test
  void vectorOfAnotherWidth() {
    refuse(
        add(2, new float[63], 1),
        EngineReason.VECTOR_WIDTH_MISMATCH,
        "block 2",
        "has 63 floats; the model needs 64");
  }

  @Test
  void numbersThatAreNotFinite() {
    float[] vector = new float[64];
    vector[7] = Float.NaN;
    refuse(add(0, vector, 1), EngineReason.NOT_FINITE, "the vector holds NaN");
    refuse(
        add(0, new float[64], Float.POSITIVE_INFINITY),
        EngineReason.NOT_FINITE,
        "the strength holds Infinity");
    refuse(new Operation.Clamp(ones(), Float.NaN), EngineReason.NOT_FINITE, "the value holds NaN");
  }

  @Test
  void blockOutsideTheModel() {
    refuse(add(4, ones(), 1), EngineReason.SITE_OUTSIDE_MODEL, "block 4", "blocks 0 to 3");
    CaptureRequest capture =
        new CaptureRequest(TOKENS, List.of(new Site(9, Target.MLP)), ALL, List.of());
    refused(() -> capture(capture), EngineReason.SITE_OUTSIDE_MODEL, "block 9");
  }

  @Test
  void directionWithoutADirection() {
    refuse(new Operation.ProjectOut(new float[64]), EngineReason.VECTOR_ZERO, "direction is zero");
    refuse(new Operation.Clamp(new float[64], 1), EngineReason.VECTOR_ZERO, "direction is zero");
    float[] none = new float[0];
    SparseSupport empty = new SparseSupport(none, none, none, none, none);
    refuse(new Operation.SparseClamp(empty), EngineReason.VECTOR_ZERO, "support is empty");
  }

  @Test
  void supportWhosePartsDisagree() {
    SparseSupport support =
        new SparseSupport(new float[128], new float[2], new float[1], new float[128], new float[2]);
    refuse(
        new Operation.SparseAdd(support, Operation.Nonlinearity.OWN),
        EngineReason.VECTOR_WIDTH_MISMATCH,
        "the threshold has 1 floats; the model needs 2");
  }

  @Test
  void sparseVectorWithANegativeThresholdOrWithoutAPossibleK() {
    float[] one = {1};
    SparseSupport negative =
        new SparseSupport(new float[64], one, new float[] {-0.1f}, new float[64], one);
    refuse(
        new Operation.SparseAdd(negative, Operation.Nonlinearity.OWN),
        EngineReason.CHECKPOINT_INVALID,
        "the threshold holds -0.1; at least 0");
    SparseSupport support = new SparseSupport(new float[64], one, one, new float[64], one);
    refuse(
        new Operation.SparseTopK(support, 2, Operation.Nonlinearity.OWN),
        EngineReason.VECTOR_WIDTH_MISMATCH,
        "k is 2; of 1 features 1 to 1 can be kept");
  }

  @Test
  void tokensThatTheModelDoesNotKnowOrCannotHold() {
    refused(
        () -> score(GoldenCase.sequence(382), new int[] {1}, List.of()),
        EngineReason.TOKEN_OUT_OF_RANGE,
        "token id 382");
    refused(
        () -> score(TOKENS, new int[] {1, -1}, List.of()),
        EngineReason.TOKEN_OUT_OF_RANGE,
        "token id -1");
    refused(
        () -> score(GoldenCase.sequence(), new int[] {1}, List.of()),
        EngineReason.PROMPT_EMPTY,
        "no token");
    refused(() -> score(TOKENS, new int[0], List.of()), EngineReason.PROMPT_EMPTY, "continuation");
    int[] full = new int[512];
    Arrays.fill(full, 5);
    refused(
        () -> score(GoldenCase.sequence(full), new int[] {1, 2}, List.of()),
        EngineReason.PROMPT_TOO_LONG,
        "has 513 tokens",
        "holds 512");
  }

  @Test
  void positionsThatAreNotThere() {
    CaptureRequest none =
        new CaptureRequest(
            TOKENS,
            List.of(new Site(0, Target.RESIDUAL)),
            Positions.of(PositionRule.GENERATED_ONLY),
            List.of());
    refused(() -> capture(none), EngineReason.POSITION_NOT_FOUND, "none of the 3 input tokens");
    CaptureRequest beyond =
        new CaptureRequest(
            TOKENS, List.of(new Site(0, Target.RESIDUAL)), Positions.at(List.of(0, 3)), List.of());
    refused(() -> capture(beyond), EngineReason.POSITION_NOT_FOUND, "position 3", "of 3 tokens");
    Intervention letter =
        new Intervention(
            new Site(0, Target.RESIDUAL),
            Positions.of(PositionRule.ANSWER_LETTER),
            new Operation.Add(ones(), false),
            1);
    refused(
        () -> score(TOKENS, new int[] {1}, List.of(letter)),
        EngineReason.POSITION_NOT_FOUND,
        "no text");
  }

  @Test
  void strengthThatOverflowsTheArithmetic() {
    refuse(add(1, ones(), Float.MAX_VALUE), EngineReason.NOT_FINITE, "too strong");
    Sampling sampling = Sampling.greedy(3);
    GenerationRequest request =
        new GenerationRequest(TOKENS, sampling, List.of(add(1, ones(), Float.MAX_VALUE)));
    refused(
        () -> model.generate(request, token -> {}, CancelSignal.NEVER),
        EngineReason.NOT_FINITE,
        "too strong");
  }

  @Test
  void cancelledCallerGetsNothingMore() {
    ScoreRequest request = new ScoreRequest(TOKENS, List.of(new int[] {1}), List.of());
    refused(() -> model.score(List.of(request), () -> true), EngineReason.CANCELLED, "cancelled");
  }

  @Test
  void samplingOutsideItsRanges() {
    assertThatThrownBy(() -> new Sampling(-1, 0, 1, 0, 1, 0, 1, List.of(), true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("temperature is -1.0; it must be 0 or more");
    assertThatThrownBy(() -> new Sampling(1, 0, 0, 0, 1, 0, 1, List.of(), true))
        .hasMessage("topP is 0.0; it must be above 0 and at most 1");
    assertThatThrownBy(() -> new Sampling(1, 0, 1, 0, 1, 0, 0, List.of(), true))
        .hasMessage("maxTokens is 0.0; it must be 1 or more");
    assertThatThrownBy(() -> new Sampling(Float.NaN, 0, 1, 0, 1, 0, 1, List.of(), true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static float[] ones() {
    float[] ones = new float[64];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static Intervention add(int block, float[] vector, float strength) {
    Operation add = new Operation.Add(vector, false);
    return new Intervention(new Site(block, Target.RESIDUAL), ALL, add, strength);
  }

  private void refuse(Operation operation, EngineReason reason, String... messages) {
    refuse(new Intervention(new Site(1, Target.RESIDUAL), ALL, operation, 1), reason, messages);
  }

  private void refuse(Intervention intervention, EngineReason reason, String... messages) {
    refused(() -> score(TOKENS, new int[] {1}, List.of(intervention)), reason, messages);
  }

  private void score(TokenSequence tokens, int[] continuation, List<Intervention> interventions) {
    model.score(
        List.of(new ScoreRequest(tokens, List.of(continuation), interventions)),
        CancelSignal.NEVER);
  }

  private void capture(CaptureRequest request) {
    model.capture(List.of(request), CancelSignal.NEVER);
  }

  private static void refused(Runnable call, EngineReason reason, String... messages) {
    long before = NativeLibrary.liveValues();
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContainingAll(messages);
    assertThat(NativeLibrary.liveValues()).isEqualTo(before);
  }
}
