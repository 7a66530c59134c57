package org.steermesh.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.steermesh.activation.Requests.captureExample;
import static org.steermesh.activation.Requests.captureHeader;
import static org.steermesh.activation.Requests.chat;
import static org.steermesh.activation.Requests.completed;
import static org.steermesh.activation.Requests.labelled;
import static org.steermesh.activation.Requests.rule;
import static org.steermesh.activation.Requests.site;
import static org.steermesh.activation.Requests.summarizeHeader;
import static org.steermesh.activation.Requests.text;

import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.steermesh.activation.v1.ActivationServiceGrpc;
import org.steermesh.activation.v1.CaptureActivationsRequest;
import org.steermesh.activation.v1.CaptureActivationsResponse;
import org.steermesh.activation.v1.GetModelRequest;
import org.steermesh.activation.v1.ListModelsRequest;
import org.steermesh.activation.v1.SummarizeActivationsRequest;
import org.steermesh.activation.v1.SummarizeActivationsResponse;
import org.steermesh.activation.v1.TokenizeRequest;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.RemoteError;
import org.steermesh.contract.testing.MalformedMessages;
import org.steermesh.host.testing.Answers;
import org.steermesh.host.testing.HostedModel;
import org.steermesh.host.testing.Refused;
import org.steermesh.type.v1.Input;
import org.steermesh.type.v1.PositionRule;
import org.steermesh.type.v1.Positions;
import org.steermesh.type.v1.Prompt;
import org.steermesh.type.v1.TokenPrompt;

@QuarkusTest
@WithTestResource(HostedModel.class)
class ActivationRefusalTest {

  private static ManagedChannel channel;
  private static ActivationServiceGrpc.ActivationServiceBlockingStub service;
  private static ActivationServiceGrpc.ActivationServiceStub streaming;

  @BeforeAll
  static void connect() {
    channel = HostedModel.channel();
    service = ActivationServiceGrpc.newBlockingStub(channel);
    streaming = ActivationServiceGrpc.newStub(channel);
  }

  @AfterAll
  static void disconnect() {
    channel.shutdownNow();
  }

  @Test
  void whatIsNoMessageIsRefusedByEveryMethod() throws Exception {
    MalformedMessages.assertRefused(channel, ActivationServiceGrpc.getServiceDescriptor());
  }

  @Test
  void aPromptOfTwoMegabytesIsTooLong() {
    refusedInput(ErrorReason.PROMPT_TOO_LONG, text("a".repeat(2 << 20)));
  }

  @Test
  void aPromptOverTheContextIsTooLongAndSaysBothNumbers() {
    RemoteError error = refusedInput(ErrorReason.PROMPT_TOO_LONG, text("xyz ".repeat(600)));

    assertThat(error.message()).contains("512");
  }

  @Test
  void aPromptWithoutATokenIsEmpty() {
    refusedInput(ErrorReason.PROMPT_EMPTY, ids());
  }

  @Test
  void anUnsetPromptNamesItsField() {
    RemoteError error = refusedInput(ErrorReason.FIELD_INVALID, Input.getDefaultInstance());

    assertThat(error.violations().getFirst().field()).isEqualTo("input.prompt");
  }

  @Test
  void tokensOutsideTheVocabularyAreOutOfRange() {
    refusedInput(ErrorReason.TOKEN_OUT_OF_RANGE, ids(1, 382));
    refusedInput(ErrorReason.TOKEN_OUT_OF_RANGE, ids(-1));
  }

  @Test
  void aMessageWithoutARoleNamesItsField() {
    RemoteError error = refusedInput(ErrorReason.FIELD_INVALID, chat("", "hello"));

    assertThat(error.violations().getFirst().field())
        .isEqualTo("input.prompt.chat.messages[0].role");
  }

  @Test
  void aRuleWithoutItsArgumentNamesItsField() {
    for (Positions bad :
        List.of(
            rule(PositionRule.POSITION_RULE_INDICES),
            rule(PositionRule.POSITION_RULE_FROM_MARKER),
            rule(PositionRule.POSITION_RULE_UNSPECIFIED),
            rule(PositionRule.POSITION_RULE_ALL).toBuilder().addIndices(1).build(),
            rule(PositionRule.POSITION_RULE_ALL).toBuilder().setMarker("x").build(),
            rule(PositionRule.POSITION_RULE_INDICES).toBuilder()
                .addIndices(Integer.MAX_VALUE)
                .build(),
            Positions.newBuilder().setRuleValue(77).build())) {
      RemoteError error =
          Refused.with(
              ErrorReason.FIELD_INVALID,
              () ->
                  service.tokenize(
                      TokenizeRequest.newBuilder()
                          .setInput(text("hello"))
                          .addPositions(bad)
                          .build()));
      assertThat(error.violations().getFirst().field()).startsWith("positions[0].");
    }
  }

  @Test
  void pagesAreChecked() {
    Refused.with(
        ErrorReason.FIELD_INVALID,
        () -> service.listModels(ListModelsRequest.newBuilder().setPageSize(-1).build()));
    Refused.with(
        ErrorReason.PAGE_TOKEN_INVALID,
        () -> service.listModels(ListModelsRequest.newBuilder().setPageToken("made up").build()));
  }

  @Test
  void aStreamMustBeginWithItsHeaderAndHaveOneOnly() throws Exception {
    CaptureActivationsRequest header = captureHeader(PositionRule.POSITION_RULE_ALL, site(0));

    refusedCapture(ErrorReason.STREAM_OUT_OF_ORDER, captureExample("e", text("hello")));
    refusedCapture(ErrorReason.STREAM_OUT_OF_ORDER, header, header);
    refusedCapture(
        ErrorReason.FIELD_INVALID, header, CaptureActivationsRequest.getDefaultInstance());
    refusedCapture(ErrorReason.STREAM_OUT_OF_ORDER);
    refusedSummary(ErrorReason.STREAM_OUT_OF_ORDER, labelled("a", text("hello")));
    refusedSummary(ErrorReason.STREAM_OUT_OF_ORDER, summarizeHeader(), summarizeHeader());
    refusedSummary(ErrorReason.STREAM_OUT_OF_ORDER);
  }

  @Test
  void aSiteOutsideTheModelSaysTheAllowedRange() throws Exception {
    for (int block : new int[] {4, -1, Integer.MAX_VALUE}) {
      RemoteError error =
          refusedCapture(
              ErrorReason.SITE_OUTSIDE_MODEL,
              captureHeader(PositionRule.POSITION_RULE_ALL, site(block)));
      assertThat(error.message()).contains("0 to 3");
      refusedSummary(ErrorReason.SITE_OUTSIDE_MODEL, summarizeHeader(site(0), site(block)));
    }
  }

  @Test
  void sitesMustBeNamedAndNamedOnce() throws Exception {
    refusedCapture(ErrorReason.FIELD_INVALID, captureHeader(PositionRule.POSITION_RULE_ALL));
    refusedCapture(
        ErrorReason.FIELD_INVALID, captureHeader(PositionRule.POSITION_RULE_ALL, site(1), site(1)));
  }

  @Test
  void classesAreBoundedInLengthAndNumber() throws Exception {
    Input answer = completed("Q: ", "(A)");

    refusedSummary(ErrorReason.FIELD_INVALID, summarizeHeader(), labelled("", answer));
    refusedSummary(ErrorReason.FIELD_INVALID, summarizeHeader(), labelled("x".repeat(64), answer));
    SummarizeActivationsRequest[] many = new SummarizeActivationsRequest[66];
    many[0] = summarizeHeader(site(0));
    for (int i = 1; i < many.length; i++) {
      many[i] = labelled("class" + i, answer);
    }
    RemoteError error = refusedSummary(ErrorReason.FIELD_INVALID, many);
    assertThat(error.message()).contains("64");
  }

  @Test
  void aCallThatIsCancelledLeavesTheServiceServing() throws Exception {
    for (int i = 0; i < 100; i++) {
      Answers<CaptureActivationsResponse> answers = new Answers<>();
      StreamObserver<CaptureActivationsRequest> requests = streaming.captureActivations(answers);
      requests.onNext(captureHeader(PositionRule.POSITION_RULE_ALL, site(3)));
      requests.onNext(captureExample("e", text("hello ".repeat(50))));
      requests.onError(new InterruptedException("the caller goes away"));
      assertThat(answers.error()).isNotNull();
    }
    assertThat(service.getModel(GetModelRequest.getDefaultInstance()).getBlockCount()).isEqualTo(4);
    Answers<CaptureActivationsResponse> answers = new Answers<>();
    StreamObserver<CaptureActivationsRequest> requests = streaming.captureActivations(answers);
    requests.onNext(captureHeader(PositionRule.POSITION_RULE_LAST_OF_INPUT, site(3)));
    requests.onNext(captureExample("e", text("hello")));
    requests.onCompleted();
    assertThat(answers.all()).hasSize(1);
  }

  private static Input ids(Integer... ids) {
    return Input.newBuilder()
        .setPrompt(Prompt.newBuilder().setTokens(TokenPrompt.newBuilder().addAllIds(List.of(ids))))
        .build();
  }

  private static RemoteError refusedInput(ErrorReason reason, Input input) {
    return Refused.with(
        reason, () -> service.tokenize(TokenizeRequest.newBuilder().setInput(input).build()));
  }

  private static RemoteError refusedCapture(
      ErrorReason reason, CaptureActivationsRequest... messages) throws Exception {
    Answers<CaptureActivationsResponse> answers = new Answers<>();
    send(streaming.captureActivations(answers), messages);
    return Refused.because(reason, answers.error());
  }

  private static RemoteError refusedSummary(
      ErrorReason reason, SummarizeActivationsRequest... messages) throws Exception {
    Answers<SummarizeActivationsResponse> answers = new Answers<>();
    send(streaming.summarizeActivations(answers), messages);
    return Refused.because(reason, answers.error());
  }

  @SafeVarargs
  private static <Q> void send(StreamObserver<Q> requests, Q... messages) {
    for (Q message : messages) {
      requests.onNext(message);
    }
    requests.onCompleted();
  }
}
