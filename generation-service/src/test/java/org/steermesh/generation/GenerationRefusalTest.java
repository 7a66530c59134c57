package org.steermesh.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.steermesh.generation.Requests.add;
import static org.steermesh.generation.Requests.continuation;
import static org.steermesh.generation.Requests.golden;
import static org.steermesh.generation.Requests.greedy;
import static org.steermesh.generation.Requests.named;
import static org.steermesh.generation.Requests.score;
import static org.steermesh.generation.Requests.text;
import static org.steermesh.generation.Requests.tokens;

import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.FieldViolation;
import org.steermesh.contract.RemoteError;
import org.steermesh.contract.testing.MalformedMessages;
import org.steermesh.generation.v1.Continuation;
import org.steermesh.generation.v1.GenerateRequest;
import org.steermesh.generation.v1.GenerateResponse;
import org.steermesh.generation.v1.GenerationServiceGrpc;
import org.steermesh.generation.v1.GetModelRequest;
import org.steermesh.generation.v1.Sampling;
import org.steermesh.generation.v1.ScoreGridHeader;
import org.steermesh.generation.v1.ScoreGridItem;
import org.steermesh.generation.v1.ScoreGridRequest;
import org.steermesh.generation.v1.ScoreGridResponse;
import org.steermesh.generation.v1.SteeringConfiguration;
import org.steermesh.host.testing.Answers;
import org.steermesh.host.testing.Golden;
import org.steermesh.host.testing.HostedModel;
import org.steermesh.host.testing.Refused;
import org.steermesh.type.v1.Clamp;
import org.steermesh.type.v1.Input;
import org.steermesh.type.v1.Intervention;
import org.steermesh.type.v1.PositionRule;
import org.steermesh.type.v1.Positions;
import org.steermesh.type.v1.Site;
import org.steermesh.type.v1.Tensor;

@QuarkusTest
@WithTestResource(HostedModel.class)
class GenerationRefusalTest {

  private static final float[] RANDOM = Golden.vector("random_a");

  private static ManagedChannel channel;
  private static GenerationServiceGrpc.GenerationServiceBlockingStub service;

  @BeforeAll
  static void connect() {
    channel = HostedModel.channel();
    service = GenerationServiceGrpc.newBlockingStub(channel);
  }

  @AfterAll
  static void disconnect() {
    channel.shutdownNow();
  }

  @Test
  void whatIsNoMessageIsRefusedByEveryMethod() throws Exception {
    MalformedMessages.assertRefused(channel, GenerationServiceGrpc.getServiceDescriptor());
  }

  @Test
  void promptsThatTheModelCannotTakeAreRefusedForWhatTheyAre() {
    refusedInput(ErrorReason.PROMPT_TOO_LONG, text("a".repeat(2 << 20)));
    RemoteError tooLong = refusedInput(ErrorReason.PROMPT_TOO_LONG, text("xyz ".repeat(600)));
    assertThat(tooLong.message()).contains("512");
    refusedInput(ErrorReason.PROMPT_EMPTY, tokens(List.of()));
    refusedInput(ErrorReason.TOKEN_OUT_OF_RANGE, tokens(List.of(382)));
    refusedInput(ErrorReason.FIELD_INVALID, Input.getDefaultInstance());
  }

  @Test
  void strengthsAndClampValuesMustBeFinite() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      refused(ErrorReason.NOT_FINITE, steered(one -> one.setStrength(bad)));
      refused(
          ErrorReason.NOT_FINITE, steered(one -> one.setClamp(Clamp.newBuilder().setValue(bad))));
    }
  }

  @Test
  void vectorsMustBeFiniteAndOfTheModelsWidthAndHaveADirection() {
    refused(ErrorReason.VECTOR_WIDTH_MISMATCH, golden(add(new float[63], 1)));
    RemoteError zero = refused(ErrorReason.VECTOR_ZERO, golden(add(new float[64], 1)));
    assertThat(zero.violations().getFirst().field())
        .isEqualTo("interventions[0].vector.inline.values");
    refused(
        ErrorReason.TENSOR_INVALID,
        steered(one ->
            one.setVector(
                one.getVector().toBuilder()
                    .setInline(
                        one.getVector().getInline().toBuilder()
                            .setValues(Tensor.newBuilder().addShape(64))))));
  }

  @Test
  void aSiteOutsideTheModelSaysTheAllowedRange() {
    RemoteError error = refused(ErrorReason.SITE_OUTSIDE_MODEL, golden(add(RANDOM, 4)));
    assertThat(error.message()).contains("0 to 3");
    refused(
        ErrorReason.SITE_OUTSIDE_MODEL,
        steered(one -> one.addSites(Site.newBuilder().setBlock(-1))));
  }

  @Test
  void aSiteThatTheVectorDoesNotHoldIsMissing() {
    RemoteError error =
        refused(
            ErrorReason.VECTOR_SITE_MISSING,
            steered(one -> one.addSites(Site.newBuilder().setBlock(3))));
    assertThat(error.message()).contains("block 1 RESIDUAL");
  }

  @Test
  void anInterventionWithoutAVectorNamesItsField() {
    RemoteError error =
        refused(ErrorReason.FIELD_INVALID, golden(Intervention.getDefaultInstance()));
    assertThat(error.violations())
        .extracting(FieldViolation::field)
        .containsExactly("interventions[0].vector");
  }

  @Test
  void interventionsAreCountedBeforeAnyIsLookedAt() {
    Intervention[] many =
        Collections.nCopies(33, Intervention.getDefaultInstance()).toArray(Intervention[]::new);
    RemoteError error = refused(ErrorReason.FIELD_INVALID, golden(many));
    assertThat(error.violations())
        .extracting(FieldViolation::field)
        .containsExactly("interventions");
  }

  @Test
  void steeringThatCouldChangeNothingIsRefused() {
    refused(
        ErrorReason.POSITION_NOT_FOUND,
        positioned(rule(PositionRule.POSITION_RULE_FROM_MARKER).setMarker("not there")));
    refused(
        ErrorReason.POSITION_NOT_FOUND, positioned(rule(PositionRule.POSITION_RULE_ANSWER_LETTER)));
    refused(
        ErrorReason.POSITION_NOT_FOUND,
        positioned(
            rule(PositionRule.POSITION_RULE_PROMPT_ONLY).addAllExcludedTokenIds(Golden.prompt())));
  }

  @Test
  void aNamedVectorNeedsVectorService() {
    for (String name :
        List.of(
            "vectors/kindness",
            "vectors/kindness@live",
            "vectors/kindness/versions/" + "0123456789abcdef".repeat(4))) {
      RemoteError error = refused(ErrorReason.DEPENDENCY_UNAVAILABLE, golden(named(name)));
      assertThat(error.metadata()).containsEntry("service", "vector-service");
      assertThat(error.retryDelay()).isPositive();
    }
    refused(ErrorReason.FIELD_INVALID, golden(named("kindness")));
  }

  @Test
  void allBadSamplingFieldsAreNamedAtOnce() {
    RemoteError error =
        refused(
            ErrorReason.FIELD_INVALID,
            golden().toBuilder()
                .setSampling(
                    Sampling.newBuilder()
                        .setTemperature(Float.NaN)
                        .setTopK(-1)
                        .setTopP(0)
                        .setMinP(2)
                        .setRepetitionPenalty(0)
                        .setMaxTokens(513)
                        .addStopStrings(""))
                .build());
    assertThat(error.violations())
        .extracting(FieldViolation::field)
        .containsExactly(
            "sampling.temperature",
            "sampling.top_k",
            "sampling.top_p",
            "sampling.min_p",
            "sampling.repetition_penalty",
            "sampling.max_tokens",
            "sampling.stop_strings[0]");
  }

  @Test
  void continuationsAreCounted() {
    Continuation a = continuation("A");
    refusedScore(ErrorReason.FIELD_INVALID);
    refusedScore(
        ErrorReason.FIELD_INVALID, Collections.nCopies(257, a).toArray(Continuation[]::new));
    refusedScore(ErrorReason.FIELD_INVALID, Continuation.getDefaultInstance());
    refusedScore(ErrorReason.PROMPT_EMPTY, continuation(""));
    refusedScore(ErrorReason.PROMPT_EMPTY, continuation(List.of()));
    refusedScore(ErrorReason.TOKEN_OUT_OF_RANGE, continuation(List.of(382)));
    refusedScore(ErrorReason.PROMPT_TOO_LONG, continuation("b".repeat(2 << 20)));
    refusedScore(ErrorReason.PROMPT_TOO_LONG, continuation("xyz ".repeat(600)));
  }

  @Test
  void aGridNeedsItsHeaderWithUniqueConfigurations() throws Exception {
    ScoreGridRequest item = item("q", "A");
    refusedGrid(ErrorReason.STREAM_OUT_OF_ORDER, item);
    refusedGrid(ErrorReason.FIELD_INVALID, header());
    refusedGrid(ErrorReason.FIELD_INVALID, header(""));
    refusedGrid(ErrorReason.FIELD_INVALID, header("a", "a"));
    refusedGrid(ErrorReason.STREAM_OUT_OF_ORDER, header("a"), item, header("a"));
    for (int together : new int[] {-1, 17}) {
      ScoreGridHeader header =
          header("a").getHeader().toBuilder().setBatchItemCount(together).build();
      refusedGrid(
          ErrorReason.FIELD_INVALID, ScoreGridRequest.newBuilder().setHeader(header).build(), item);
    }
  }

  @Test
  void aBadItemIsNamedAfterTheAnswersBeforeIt() throws Exception {
    Answers<ScoreGridResponse> answers = new Answers<>();
    send(answers, header("plain"), item("good", "A"), item("bad", ""), item("after", "A"));

    RemoteError error = Refused.because(ErrorReason.PROMPT_EMPTY, answers.error());
    assertThat(error.metadata()).containsEntry("item_id", "bad");
    assertThat(answers.received()).extracting(ScoreGridResponse::getItemId).containsExactly("good");
  }

  @Test
  void aCancelledGenerationStopsAndFreesItsPlace() throws Exception {
    for (int i = 0; i < 80; i++) {
      Context.CancellableContext caller = Context.current().withCancellation();
      Iterator<GenerateResponse> events =
          caller.call(
              () -> service.generate(golden().toBuilder().setSampling(greedy(490)).build()));
      assertThat(events.next().hasToken()).isTrue();
      caller.cancel(null);
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (busy() && System.nanoTime() < deadline) {
      Thread.sleep(10);
    }
    assertThat(busy()).isFalse();
  }

  private static boolean busy() {
    var load = service.getModel(GetModelRequest.getDefaultInstance()).getLoad();
    return load.getRunningCount() + load.getWaitingCount() > 0;
  }

  @Test
  void aPassedDeadlineIsSaidAsSuch() {
    GenerationServiceGrpc.GenerationServiceBlockingStub hurried =
        service.withDeadlineAfter(1, TimeUnit.MILLISECONDS);
    assertThat(
            catchThrowableOfType(
                    StatusRuntimeException.class, () -> hurried.generate(golden()).next())
                .getStatus()
                .getCode())
        .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
  }

  private static GenerateRequest steered(UnaryOperator<Intervention.Builder> change) {
    return golden(change.apply(add(RANDOM, 1).toBuilder()).build());
  }

  private static GenerateRequest positioned(Positions.Builder positions) {
    return steered(one -> one.setPositions(positions));
  }

  private static Positions.Builder rule(PositionRule rule) {
    return Positions.newBuilder().setRule(rule);
  }

  private static RemoteError refusedInput(ErrorReason reason, Input input) {
    Refused.with(reason, () -> service.score(score(input, continuation("A"))));
    return refused(reason, golden().toBuilder().setInput(input).build());
  }

  private static RemoteError refused(ErrorReason reason, GenerateRequest request) {
    return Refused.with(reason, () -> service.generate(request).forEachRemaining(event -> {}));
  }

  private static void refusedScore(ErrorReason reason, Continuation... continuations) {
    Refused.with(reason, () -> service.score(score(tokens(Golden.prompt()), continuations)));
  }

  private static void refusedGrid(ErrorReason reason, ScoreGridRequest... messages)
      throws Exception {
    Answers<ScoreGridResponse> answers = new Answers<>();
    send(answers, messages);
    Refused.because(reason, answers.error());
  }

  private static void send(Answers<ScoreGridResponse> answers, ScoreGridRequest... messages) {
    StreamObserver<ScoreGridRequest> requests =
        GenerationServiceGrpc.newStub(channel).scoreGrid(answers);
    for (ScoreGridRequest message : messages) {
      requests.onNext(message);
    }
    requests.onCompleted();
  }

  private static ScoreGridRequest header(String... ids) {
    ScoreGridHeader.Builder header = ScoreGridHeader.newBuilder();
    for (String id : ids) {
      header.addConfigurations(SteeringConfiguration.newBuilder().setId(id));
    }
    return ScoreGridRequest.newBuilder().setHeader(header).build();
  }

  private static ScoreGridRequest item(String id, String continuation) {
    return ScoreGridRequest.newBuilder()
        .setItem(
            ScoreGridItem.newBuilder()
                .setId(id)
                .setInput(text("Question? ("))
                .addContinuations(continuation(continuation)))
        .build();
  }
}
