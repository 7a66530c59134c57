package org.steermesh.activation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
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
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.steermesh.activation.v1.ActivationServiceGrpc;
import org.steermesh.activation.v1.CaptureActivationsRequest;
import org.steermesh.activation.v1.CaptureActivationsResponse;
import org.steermesh.activation.v1.ClassSummary;
import org.steermesh.activation.v1.GetModelRequest;
import org.steermesh.activation.v1.ListModelsRequest;
import org.steermesh.activation.v1.SummarizeActivationsRequest;
import org.steermesh.activation.v1.SummarizeActivationsResponse;
import org.steermesh.activation.v1.Token;
import org.steermesh.activation.v1.TokenizeRequest;
import org.steermesh.activation.v1.TokenizeResponse;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.RemoteError;
import org.steermesh.contract.TensorCodec;
import org.steermesh.engine.CancelSignal;
import org.steermesh.engine.CaptureRequest;
import org.steermesh.engine.CapturedActivations;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.steering.Target;
import org.steermesh.engine.tokenizer.Prompt;
import org.steermesh.host.ModelHost;
import org.steermesh.host.testing.Answers;
import org.steermesh.host.testing.HostedModel;
import org.steermesh.host.testing.Refused;
import org.steermesh.type.v1.Model;
import org.steermesh.type.v1.PositionRule;

@QuarkusTest
@WithTestResource(HostedModel.class)
class ActivationServiceTest {

  private static final int WIDTH = 64;

  private static ManagedChannel channel;
  private static ActivationServiceGrpc.ActivationServiceBlockingStub service;
  private static ActivationServiceGrpc.ActivationServiceStub streaming;

  @Inject ModelHost host;

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
  void theModelIsDescribedWithItsFingerprint() {
    Model model = service.getModel(GetModelRequest.getDefaultInstance());

    assertThat(model.getName()).isEqualTo("models/golden");
    assertThat(model.getArchitecture()).isEqualTo("llama");
    assertThat(model.getBlockCount()).isEqualTo(4);
    assertThat(model.getWidth()).isEqualTo(WIDTH);
    assertThat(model.getVocabularySize()).isEqualTo(382);
    assertThat(model.getContextLength()).isEqualTo(512);
    assertThat(model.getFingerprint().getWeightsDigest()).matches("[0-9a-f]{64}");
    assertThat(service.listModels(ListModelsRequest.getDefaultInstance()).getModelsList())
        .containsExactly(model);
  }

  @Test
  void anotherModelIsNotFoundAndAnUnreadableNameIsInvalid() {
    RemoteError other =
        Refused.with(ErrorReason.MODEL_NOT_FOUND, () -> service.getModel(model("models/other")));
    assertThat(other.metadata()).containsEntry("hosted", "models/golden");

    RemoteError unreadable =
        Refused.with(ErrorReason.FIELD_INVALID, () -> service.getModel(model("Golden")));
    assertThat(unreadable.violations()).hasSize(1);
  }

  private static GetModelRequest model(String name) {
    return GetModelRequest.newBuilder().setName(name).build();
  }

  @Test
  void tokensCoverTheTextAndRulesFallWhereTheyShould() {
    TokenizeResponse response =
        service.tokenize(
            TokenizeRequest.newBuilder()
                .setInput(text("Pick one.\nAnswer: ").toBuilder().setCompletion("(B)"))
                .addPositions(rule(PositionRule.POSITION_RULE_ANSWER_LETTER))
                .addPositions(rule(PositionRule.POSITION_RULE_LAST_OF_PROMPT))
                .addPositions(rule(PositionRule.POSITION_RULE_GENERATED_ONLY))
                .build());

    assertThat(response.getStartsWithBos()).isTrue();
    int border = response.getPromptTokenCount();
    assertThat(response.getPositions(1).getIndicesList()).containsExactly(border - 1);
    assertThat(response.getPositions(2).getIndicesList()).isEmpty();
    assertThat(response.getPositions(2).getAbsence()).isNotBlank();
    int letter = response.getPositions(0).getIndices(0);
    Token token = response.getTokens(letter);
    assertThat(letter).isGreaterThanOrEqualTo(border);
    assertThat(response.getText().substring(token.getStart(), token.getEnd())).contains("B");
  }

  @Test
  void aChatIsRenderedWithTheModelsTemplate() {
    TokenizeResponse response =
        service.tokenize(TokenizeRequest.newBuilder().setInput(chat("user", "hello")).build());

    assertThat(response.getText())
        .contains("<|start_header_id|>user<|end_header_id|>")
        .endsWith("<|start_header_id|>assistant<|end_header_id|>\n\n");
  }

  @Test
  void capturedActivationsAreTheEnginesInExampleOrder() throws Exception {
    Answers<CaptureActivationsResponse> answers = new Answers<>();
    StreamObserver<CaptureActivationsRequest> requests = streaming.captureActivations(answers);
    requests.onNext(captureHeader(PositionRule.POSITION_RULE_ALL, site(3), site(1)));
    List<String> texts = IntStream.range(0, 40).mapToObj(i -> "item number " + i + "!").toList();
    for (int i = 0; i < texts.size(); i++) {
      requests.onNext(captureExample("e" + i, text(texts.get(i))));
    }
    requests.onCompleted();

    List<CaptureActivationsResponse> received = answers.all();
    assertThat(received).hasSize(80);
    for (int i = 0; i < texts.size(); i++) {
      CapturedActivations expected = capture(texts.get(i));
      for (int s = 0; s < 2; s++) {
        CaptureActivationsResponse answer = received.get(2 * i + s);
        int block = s == 0 ? 3 : 1;
        assertThat(answer.getExampleId()).isEqualTo("e" + i);
        assertThat(answer.getSite().getBlock()).isEqualTo(block);
        assertThat(answer.getPositionsList())
            .containsExactlyElementsOf(IntStream.of(expected.positions()).boxed().toList());
        assertClose(
            TensorCodec.decodeRows("activations", answer.getActivations()), rows(expected, block));
      }
    }
  }

  @Test
  void aCallerThatWaitsForEachAnswerIsServed() throws Exception {
    Answers<CaptureActivationsResponse> answers = new Answers<>();
    StreamObserver<CaptureActivationsRequest> requests = streaming.captureActivations(answers);
    requests.onNext(captureHeader(PositionRule.POSITION_RULE_LAST_OF_INPUT, site(0)));
    for (int i = 0; i < 3; i++) {
      requests.onNext(captureExample("e" + i, text("one at a time")));
      long deadline = System.nanoTime() + 30_000_000_000L;
      while (answers.received().size() <= i && System.nanoTime() < deadline) {
        Thread.sleep(5);
      }
      assertThat(answers.received()).hasSize(i + 1);
    }
    requests.onCompleted();

    assertThat(answers.all()).hasSize(3);
  }

  @Test
  void aBadExampleIsNamedAfterTheAnswersBeforeIt() throws Exception {
    Answers<CaptureActivationsResponse> answers = new Answers<>();
    StreamObserver<CaptureActivationsRequest> requests = streaming.captureActivations(answers);
    requests.onNext(captureHeader(PositionRule.POSITION_RULE_ANSWER_LETTER, site(2)));
    requests.onNext(captureExample("good", completed("Q: ", "(A)")));
    requests.onNext(captureExample("also-good", completed("Q: ", "(B)")));
    requests.onNext(captureExample("bad", completed("Q: ", "no letter")));
    requests.onNext(captureExample("after", completed("Q: ", "(A)")));

    RemoteError error = Refused.because(ErrorReason.POSITION_NOT_FOUND, answers.error());
    assertThat(error.metadata()).containsEntry("example_id", "bad");
    assertThat(answers.received())
        .extracting(CaptureActivationsResponse::getExampleId)
        .containsExactly("good", "also-good");
  }

  @Test
  void aSummaryIsTheMeanOfWhatTheEngineCaptures() throws Exception {
    List<String> questions = IntStream.range(0, 37).mapToObj(i -> "Question " + i + "? ").toList();

    SummarizeActivationsResponse summary = summarize(questions);

    assertThat(summary.getExampleCount()).isEqualTo(74);
    assertThat(summary.getSitesList()).hasSize(4);
    for (int block = 0; block < 4; block++) {
      assertThat(summary.getSites(block).getSite().getBlock()).isEqualTo(block);
      assertThat(summary.getSites(block).getClassesList())
          .extracting(ClassSummary::getClassName)
          .containsExactly("positive", "negative");
      assertMean(summary.getSites(block).getClasses(0), block, questions, "(A)");
      assertMean(summary.getSites(block).getClasses(1), block, questions, "(B)");
    }
    assertThat(summarize(questions)).as("an equal stream gives equal bits").isEqualTo(summary);
  }

  private void assertMean(
      ClassSummary actual, int block, List<String> questions, String completion) {
    double[] mean = new double[WIDTH];
    double meanNorm = 0;
    for (String question : questions) {
      float[] activation = rows(capture(question, completion), block)[0];
      double square = 0;
      for (int i = 0; i < WIDTH; i++) {
        mean[i] += (double) activation[i] / questions.size();
        square += (double) activation[i] * activation[i];
      }
      meanNorm += Math.sqrt(square) / questions.size();
    }
    assertThat(actual.getCount()).isEqualTo(questions.size());
    assertThat(actual.getMeanNorm()).isCloseTo(meanNorm, within(1e-4 * meanNorm));
    float[] actualMean = TensorCodec.decode("mean", actual.getMean());
    for (int i = 0; i < WIDTH; i++) {
      assertThat((double) actualMean[i]).isCloseTo(mean[i], within(1e-4 * meanNorm));
    }
  }

  private static SummarizeActivationsResponse summarize(List<String> questions) throws Exception {
    Answers<SummarizeActivationsResponse> answer = new Answers<>();
    StreamObserver<SummarizeActivationsRequest> requests = streaming.summarizeActivations(answer);
    requests.onNext(summarizeHeader());
    for (String question : questions) {
      requests.onNext(labelled("positive", completed(question, "(A)")));
      requests.onNext(labelled("negative", completed(question, "(B)")));
    }
    requests.onCompleted();
    return answer.all().getFirst();
  }

  private CapturedActivations capture(String text) {
    LanguageModel model = host.model("", "");
    return captured(
        model,
        new CaptureRequest(
            model.encode(new Prompt.Text(text, true), ""),
            List.of(engineSite(3), engineSite(1)),
            org.steermesh.engine.steering.Positions.of(
                org.steermesh.engine.steering.PositionRule.ALL),
            List.of()));
  }

  private CapturedActivations capture(String prompt, String completion) {
    LanguageModel model = host.model("", "");
    return captured(
        model,
        new CaptureRequest(
            model.encode(new Prompt.Text(prompt, true), completion),
            IntStream.range(0, 4).mapToObj(ActivationServiceTest::engineSite).toList(),
            org.steermesh.engine.steering.Positions.of(
                org.steermesh.engine.steering.PositionRule.ANSWER_LETTER),
            List.of()));
  }

  private static CapturedActivations captured(LanguageModel model, CaptureRequest request) {
    return model.capture(List.of(request), CancelSignal.NEVER).getFirst();
  }

  private static org.steermesh.engine.steering.Site engineSite(int block) {
    return new org.steermesh.engine.steering.Site(block, Target.RESIDUAL);
  }

  private static float[][] rows(CapturedActivations captured, int block) {
    return requireNonNull(captured.activations().get(engineSite(block)));
  }

  private static void assertClose(float[][] actual, float[][] expected) {
    assertThat(actual).hasNumberOfRows(expected.length);
    for (int row = 0; row < expected.length; row++) {
      for (int i = 0; i < expected[row].length; i++) {
        assertThat(actual[row][i]).isCloseTo(expected[row][i], within(1e-4f));
      }
    }
  }
}
