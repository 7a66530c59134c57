package org.steermesh.generation;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.steermesh.generation.Requests.add;
import static org.steermesh.generation.Requests.continuation;
import static org.steermesh.generation.Requests.golden;
import static org.steermesh.generation.Requests.greedy;
import static org.steermesh.generation.Requests.score;
import static org.steermesh.generation.Requests.text;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.util.JsonFormat;
import io.grpc.ManagedChannel;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.FieldViolation;
import org.steermesh.generation.api.openai.HttpFace;
import org.steermesh.generation.v1.GenerateRequest;
import org.steermesh.generation.v1.GenerateResponse;
import org.steermesh.generation.v1.GenerationServiceGrpc;
import org.steermesh.generation.v1.GenerationSummary;
import org.steermesh.generation.v1.Sampling;
import org.steermesh.generation.v1.ScoreResponse;
import org.steermesh.host.testing.HostedModel;
import org.steermesh.host.testing.Refused;
import org.steermesh.type.v1.ExcludedSpan;
import org.steermesh.type.v1.ExcludedSpan.Kind;
import org.steermesh.type.v1.Intervention;
import org.steermesh.type.v1.PositionRule;
import org.steermesh.type.v1.Positions;
import org.steermesh.type.v1.SteeringReceipt;

/** Steering that leaves code and calls of tools alone, by gRPC and by HTTP. */
@QuarkusTest
@WithTestResource(HostedModel.class)
class ExcludedSpansTest {

  private static final ExcludedSpan CODE = kind(Kind.KIND_CODE_FENCE);
  private static final ExcludedSpan TOOLS = kind(Kind.KIND_TOOL_CALL);

  /** Of one token a character: these are positions of its fence, after the first token. */
  private static final String FENCED = "1\n```\n2\n```\n3";

  /** A token of one letter. */
  private static final int LETTER = 65;

  private static final int[] FENCE = IntStream.rangeClosed(5, 12).toArray();

  private static ManagedChannel channel;
  private static GenerationServiceGrpc.GenerationServiceBlockingStub service;

  @Inject HttpFace face;

  @BeforeAll
  static void connect() {
    channel = HostedModel.channel();
    service = GenerationServiceGrpc.newBlockingStub(channel);
  }

  @AfterAll
  static void disconnect() {
    channel.shutdownNow();
  }

  private static ExcludedSpan kind(Kind kind) {
    return ExcludedSpan.newBuilder().setKind(kind).build();
  }

  private static Intervention except(ExcludedSpan... spans) {
    return add("meandiff_last.2", 2, 3, PositionRule.POSITION_RULE_ALL).toBuilder()
        .setPositions(
            Positions.newBuilder()
                .setRule(PositionRule.POSITION_RULE_ALL)
                .addAllExcludedSpans(List.of(spans)))
        .build();
  }

  /** At the listed positions, and at all that are generated. */
  private static Intervention listed(int length, int[] without) {
    Set<Integer> fence = IntStream.of(without).boxed().collect(toSet());
    List<Integer> all =
        IntStream.range(0, length + 16).boxed().filter(at -> !fence.contains(at)).toList();
    return except().toBuilder()
        .setPositions(
            Positions.newBuilder().setRule(PositionRule.POSITION_RULE_INDICES).addAllIndices(all))
        .build();
  }

  private static GenerateRequest request(String text, Intervention steering) {
    return golden(steering).toBuilder().setInput(text(text)).setSampling(greedy(8)).build();
  }

  private static GenerationSummary summary(GenerateRequest request) {
    List<GenerateResponse> events = ImmutableList.copyOf(service.generate(request));
    return events.getLast().getSummary();
  }

  private static SteeringReceipt.Entry entry(GenerationSummary summary) {
    return summary.getReceipt().getEntries(0);
  }

  @Test
  void aPromptIsSteeredOutsideItsFenceAndTheReceiptCountsWhatIsInside() {
    GenerationSummary summary = summary(request(FENCED, except(CODE)));
    GenerationSummary expected =
        summary(request(FENCED, listed(summary.getInputTokenCount(), FENCE)));

    assertThat(summary.getText()).isEqualTo(expected.getText());
    assertThat(entry(summary).getPromptTokenCount())
        .isEqualTo(summary.getInputTokenCount() - FENCE.length)
        .isEqualTo(entry(expected).getPromptTokenCount());
    assertThat(entry(summary).getExcludedTokenCount()).isEqualTo(FENCE.length);
    assertThat(entry(summary).getMeanDose()).isEqualTo(entry(expected).getMeanDose());
    assertThat(entry(summary).getGeneratedTokenCount()).isEqualTo(7);
  }

  @Test
  void whatIsGeneratedInsideAnOpenStretchIsLeftAlone() {
    // Whatever a model of random weights would rather say, it says what ends nothing.
    Sampling letters = greedy(8).toBuilder().putLogitBias(LETTER, 100).build();
    for (String open : List.of("1\n```", "1<tool_call>{")) {
      GenerationSummary summary =
          summary(request(open, except(CODE, TOOLS)).toBuilder().setSampling(letters).build());
      assertThat(summary.getText()).doesNotContain("`", "\n", "<").isNotBlank();
      assertThat(entry(summary).getGeneratedTokenCount()).isZero();
      assertThat(entry(summary).getExcludedTokenCount()).isGreaterThanOrEqualTo(7);
    }
    ExcludedSpan own =
        ExcludedSpan.newBuilder().setKind(Kind.KIND_MARKED).setBegin("[[").setEnd("]]").build();
    assertThat(entry(summary(request("a[[b]]c", except(own)))).getExcludedTokenCount())
        .isEqualTo("[b]]".length());
  }

  @Test
  void continuationsAreFollowedTokenByToken() {
    ScoreResponse scored =
        service.score(
            score(text("1\n"), continuation("```\n2\n```\n3"), continuation("2 3 4")).toBuilder()
                .addInterventions(except(CODE))
                .build());
    SteeringReceipt.Entry entry = scored.getReceipt().getEntries(0);
    // The last token of a continuation does not run; the fence's first two marks are no fence yet.
    assertThat(entry.getGeneratedTokenCount()).isEqualTo(2);
    assertThat(entry.getExcludedTokenCount()).isEqualTo(8);
    ScoreResponse plain =
        service.score(
            score(text("1\n"), continuation("2 3 4")).toBuilder()
                .addInterventions(except())
                .build());
    assertThat(scored.getScores(1).getLogProbability())
        .isCloseTo(plain.getScores(0).getLogProbability(), within(1e-4));
  }

  @Test
  void steeringOfWhichNothingIsLeftIsRefused() {
    Intervention prompt =
        except(CODE).toBuilder()
            .setPositions(
                Positions.newBuilder()
                    .setRule(PositionRule.POSITION_RULE_INDICES)
                    .addIndices(6)
                    .addExcludedSpans(CODE))
            .build();
    Refused.with(ErrorReason.POSITION_NOT_FOUND, () -> summary(request(FENCED, prompt)));
  }

  @Test
  void stretchesThatAreNoneAreRefusedByName() throws Exception {
    ExcludedSpan[] tooMany = new ExcludedSpan[9];
    Arrays.fill(tooMany, CODE);
    refused("interventions[0].positions.excluded_spans", tooMany);
    String first = "interventions[0].positions.excluded_spans[0]";
    refused(first + ".kind", ExcludedSpan.getDefaultInstance());
    refused(first + ".begin", CODE.toBuilder().setBegin("a").build());
    refused(first + ".end", TOOLS.toBuilder().setEnd("a").build());
    refused(first + ".begin", kind(Kind.KIND_MARKED));
    refused(
        first + ".end",
        kind(Kind.KIND_MARKED).toBuilder().setBegin("a").setEnd("b".repeat(65)).build());

    HttpResponse<String> answer = post(except(kind(Kind.KIND_MARKED)));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(new JsonObject(answer.body()).getJsonObject("error").getString("param"))
        .isEqualTo("steering." + first + ".begin");
  }

  private static void refused(String field, ExcludedSpan... spans) {
    assertThat(
            Refused.with(ErrorReason.FIELD_INVALID, () -> summary(request(FENCED, except(spans))))
                .violations())
        .extracting(FieldViolation::field)
        .containsExactly(field);
  }

  @Test
  void aBodyOfOpenAisHttpMayExcludeTheSame() throws Exception {
    HttpResponse<String> answer = post(except(CODE));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonObject told = new JsonObject(answer.body()).getJsonObject("steering");
    SteeringReceipt.Builder receipt = SteeringReceipt.newBuilder();
    JsonFormat.parser()
        .merge(
            told.getJsonArray("texts").getJsonObject(0).getJsonObject("receipt").encode(), receipt);
    assertThat(receipt.getEntries(0).getExcludedTokenCount()).isEqualTo(FENCE.length);
  }

  private HttpResponse<String> post(Intervention steering) throws Exception {
    JsonObject body =
        new JsonObject()
            .put("model", "golden")
            .put("prompt", FENCED)
            .put("max_tokens", 8)
            .put("temperature", 0)
            .put(
                "steering",
                new JsonObject()
                    .put(
                        "interventions",
                        JsonArray.of(new JsonObject(JsonFormat.printer().print(steering)))));
    return OpenAiCalls.post(face.port(), "/v1/completions", body);
  }
}
