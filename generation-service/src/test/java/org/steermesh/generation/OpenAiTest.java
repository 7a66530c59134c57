package org.steermesh.generation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.steermesh.generation.Requests.add;
import static org.steermesh.generation.Requests.golden;
import static org.steermesh.generation.Requests.greedy;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.util.JsonFormat;
import io.grpc.ManagedChannel;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steermesh.generation.api.openai.HttpFace;
import org.steermesh.generation.v1.GenerateRequest;
import org.steermesh.generation.v1.GenerateResponse;
import org.steermesh.generation.v1.GeneratedToken;
import org.steermesh.generation.v1.GenerationServiceGrpc;
import org.steermesh.generation.v1.GenerationSummary;
import org.steermesh.generation.v1.GetModelRequest;
import org.steermesh.host.testing.Golden;
import org.steermesh.host.testing.HostedModel;
import org.steermesh.type.v1.Intervention;
import org.steermesh.type.v1.ModelLoad;
import org.steermesh.type.v1.PositionRule;
import org.steermesh.type.v1.SteeringReceipt;

/** The same texts by OpenAI's HTTP as by gRPC, and the same refusals. */
@QuarkusTest
@WithTestResource(HostedModel.class)
class OpenAiTest {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

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

  private static Intervention steering() {
    return add("meandiff_last.2", 2, 4, PositionRule.POSITION_RULE_ALL);
  }

  /** The golden prompt, 12 greedy tokens, not stopping. */
  private static JsonObject body() {
    return new JsonObject()
        .put("model", "golden")
        .put("prompt", new JsonArray(Golden.prompt()))
        .put("max_tokens", 12)
        .put("temperature", 0)
        .put("ignore_eos", true);
  }

  private static JsonObject steered() throws IOException {
    return body()
        .put(
            "steering",
            new JsonObject()
                .put(
                    "interventions",
                    JsonArray.of(new JsonObject(JsonFormat.printer().print(steering())))));
  }

  private static GenerateRequest request(Intervention... interventions) {
    return golden(interventions).toBuilder()
        .setSampling(greedy(12).toBuilder().setAlternativeCount(2))
        .build();
  }

  private static List<GenerateResponse> events(GenerateRequest request) {
    return ImmutableList.copyOf(service.generate(request));
  }

  private static GenerationSummary summary(GenerateRequest request) {
    return events(request).getLast().getSummary();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + face.port() + path))
        .header("content-type", "application/json");
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return CLIENT.send(
        to(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString(UTF_8));
  }

  private JsonObject answer(JsonObject body) throws Exception {
    HttpResponse<String> answer = post("/v1/completions", body.encode());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body());
  }

  private static JsonObject choice(JsonObject answer) {
    return answer.getJsonArray("choices").getJsonObject(0);
  }

  @Test
  void aCompletionIsTheTextOfGenerateWithItsLogProbabilities() throws Exception {
    List<GenerateResponse> expected = events(request());
    JsonObject answer = answer(body().put("logprobs", 2));

    GenerationSummary summary = expected.getLast().getSummary();
    assertThat(choice(answer).getString("text")).isEqualTo(summary.getText());
    assertThat(choice(answer).getString("finish_reason")).isEqualTo("length");
    assertThat(answer.getString("object")).isEqualTo("text_completion");
    assertThat(answer.getJsonObject("usage").getInteger("prompt_tokens"))
        .isEqualTo(Golden.prompt().size());
    assertThat(answer.getJsonObject("usage").getInteger("completion_tokens")).isEqualTo(12);
    JsonArray logprobs = choice(answer).getJsonObject("logprobs").getJsonArray("token_logprobs");
    for (int i = 0; i < 12; i++) {
      GeneratedToken token = expected.get(i).getToken();
      assertThat(logprobs.getFloat(i)).isCloseTo(token.getLogProbability(), within(1e-4f));
    }
  }

  @Test
  void everyLikelyTokenHasANameOfItsOwnAndStandsBehindAllTextBeforeIt() throws Exception {
    JsonObject answer = answer(body().put("logprobs", 20).put("max_tokens", 24));
    JsonObject logprobs = choice(answer).getJsonObject("logprobs");
    List<GeneratedToken> tokens =
        events(
                golden().toBuilder()
                    .setSampling(greedy(24).toBuilder().setAlternativeCount(20))
                    .build())
            .stream()
            .limit(24)
            .map(GenerateResponse::getToken)
            .toList();
    String text = choice(answer).getString("text");
    for (int i = 0; i < 24; i++) {
      JsonObject top = logprobs.getJsonArray("top_logprobs").getJsonObject(i);
      assertThat(top.size()).isEqualTo(20);
      String name = logprobs.getJsonArray("tokens").getString(i);
      assertThat(top.getFloat(name)).isCloseTo(tokens.get(i).getLogProbability(), within(1e-4f));
      if (!name.startsWith("token_id:")) {
        int offset = logprobs.getJsonArray("text_offset").getInteger(i);
        String rest = text.substring(text.offsetByCodePoints(0, offset));
        // A character that never became whole is no token's.
        assertThat(rest.replaceFirst("^\uFFFD+", "")).startsWith(name);
      }
    }
  }

  @Test
  void textThatIsHeldBackCountsForTheOffsets() throws Exception {
    List<Integer> plain = offsets(body().put("logprobs", 0));
    String text = choice(answer(body())).getString("text");
    // Begins what may be the stop string, and is then not it.
    String never = text.substring(0, 5) + "\u0001";
    assertThat(offsets(body().put("logprobs", 0).put("stop", never))).isEqualTo(plain);
  }

  private List<Integer> offsets(JsonObject body) throws Exception {
    JsonArray offsets = choice(answer(body)).getJsonObject("logprobs").getJsonArray("text_offset");
    return offsets.stream().map(Integer.class::cast).toList();
  }

  @Test
  void aBodysSteeringIsThatOfTheContractAndItsReceiptComesBack() throws Exception {
    GenerationSummary expected = summary(request(steering()));
    JsonObject answer = answer(steered());

    assertThat(choice(answer).getString("text")).isEqualTo(expected.getText());
    assertThat(choice(answer).getString("text")).isNotEqualTo(summary(request()).getText());
    JsonObject told = answer.getJsonObject("steering").getJsonArray("texts").getJsonObject(0);
    SteeringReceipt.Builder receipt = SteeringReceipt.newBuilder();
    JsonFormat.parser().merge(told.getJsonObject("receipt").encode(), receipt);
    SteeringReceipt.Entry entry = receipt.getEntries(0);
    SteeringReceipt.Entry wanted = expected.getReceipt().getEntries(0);
    assertThat(entry.getPromptTokenCount()).isEqualTo(wanted.getPromptTokenCount());
    assertThat(entry.getGeneratedTokenCount()).isEqualTo(wanted.getGeneratedTokenCount());
    assertThat(entry.getMeanDose()).isCloseTo(wanted.getMeanDose(), within(1e-5));
  }

  @Test
  void aStreamIsTheSameTextInPiecesThenUsageThenDone() throws Exception {
    GenerationSummary expected = summary(request(steering()));
    JsonObject body =
        steered()
            .put("stream", true)
            .put("stream_options", new JsonObject().put("include_usage", true));
    HttpResponse<String> answer = post("/v1/completions", body.encode());

    assertThat(answer.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/event-stream");
    List<String> lines = answer.body().lines().filter(line -> !line.isEmpty()).toList();
    assertThat(lines).allMatch(line -> line.startsWith("data: "));
    assertThat(lines.getLast()).isEqualTo("data: [DONE]");
    List<JsonObject> pieces =
        lines.subList(0, lines.size() - 1).stream()
            .map(line -> new JsonObject(line.substring(6)))
            .toList();
    StringBuilder text = new StringBuilder();
    pieces.stream()
        .filter(piece -> !piece.getJsonArray("choices").isEmpty())
        .forEach(piece -> text.append(choice(piece).getString("text")));
    assertThat(text).hasToString(expected.getText());
    JsonObject last = pieces.get(pieces.size() - 2);
    assertThat(choice(last).getString("finish_reason")).isEqualTo("length");
    assertThat(last.getJsonObject("steering").getJsonArray("texts")).hasSize(1);
    JsonObject usage = pieces.getLast().getJsonObject("usage");
    assertThat(usage.getInteger("completion_tokens")).isEqualTo(12);
  }

  @Test
  void severalTextsHaveAChoiceEachAndTheSeedsOfGenerate() throws Exception {
    JsonObject body = body().put("n", 3).put("seed", 70).put("temperature", 1);
    JsonArray choices = answer(body).getJsonArray("choices");
    assertThat(choices).hasSize(3);
    for (int i = 0; i < 3; i++) {
      String alone =
          choice(answer(body().put("seed", 70 + i).put("temperature", 1))).getString("text");
      assertThat(choices.getJsonObject(i).getString("text")).isEqualTo(alone);
      assertThat(choices.getJsonObject(i).getInteger("index")).isEqualTo(i);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|400|prompt|FIELD_INVALID",
        "{'prompt':'a','temperature':-1}|400|temperature|FIELD_INVALID",
        "{'prompt':'a','temperature':'hot'}|400|temperature|FIELD_INVALID",
        "{'prompt':'a','n':9}|400|n|FIELD_INVALID",
        "{'prompt':'a','n':2147483647}|400|n|FIELD_INVALID",
        "{'prompt':'\\ud800'}|400|prompt|FIELD_INVALID",
        "{'prompt':['\\udc00x']}|400|prompt[0]|FIELD_INVALID",
        "{'prompt':'a','logit_bias':{'\\ud83d':1}}|400||MESSAGE_MALFORMED",
        "{'prompt':'a','logprobs':99}|400|logprobs|FIELD_INVALID",
        "{'prompt':'a','model':'golden+calm:99:1'}|400|model|SITE_OUTSIDE_MODEL",
        "{'prompt':'a','steerings':{}}|400|steerings|FIELD_INVALID",
        "{'prompt':'a','suffix':'b'}|400|suffix|FIELD_INVALID",
        "{'prompt':['a',{}]}|400|prompt[1]|FIELD_INVALID",
        "{'prompt':'a','steering':{'interventoins':[]}}|400|steering.interventoins|FIELD_INVALID",
        "{'prompt':'a','steering':{'interventions':[{'vectr':1}]}}|400|steering|FIELD_INVALID",
        "{'prompt':'a','steering':{'interventions':[{}]}}"
            + "|400|steering.interventions[0].vector|FIELD_INVALID",
        "{'prompt':'a','model':'golden+calm'}|400|model|FIELD_INVALID",
        "{'prompt':'a','model':'other'}|404||MODEL_NOT_FOUND",
        "{'prompt':'a','model':'golden+calm:2'}|503||DEPENDENCY_UNAVAILABLE",
        "{'prompt':[0,999999]}|400||TOKEN_OUT_OF_RANGE",
        "{'prompt':|400||MESSAGE_MALFORMED",
        "[]|400||MESSAGE_MALFORMED"
      })
  void whatCannotBeServedAsAskedIsRefusedByName(
      String body, int status, String param, String reason) throws Exception {
    HttpResponse<String> answer = post("/v1/completions", body.replace('\'', '"'));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    JsonObject error = new JsonObject(answer.body()).getJsonObject("error");
    assertThat(error.getString("code")).isEqualTo(reason);
    assertThat(error.getString("param")).isEqualTo(param);
    assertThat(error.getString("message")).isNotEmpty();
    assertThat(error.getString("type")).isNotEmpty();
    assertThat(answer.headers().firstValue("retry-after").isPresent()).isEqualTo(status == 503);
  }

  @Test
  void aChatIsRefusedWhereItsMessagesHoldWhatTheModelCannotRead() throws Exception {
    String image =
        """
        {"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]}]}
        """;
    HttpResponse<String> answer = post("/v1/chat/completions", image);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(new JsonObject(answer.body()).getJsonObject("error").getString("param"))
        .isEqualTo("messages[0].content[0].type");
    assertThat(post("/v1/chat/completions", "{\"messages\":[],\"tools\":[{}]}").body())
        .contains("tools: is not supported");
  }

  @Test
  void pathsMethodsTypesAndSizesHaveTheirOwnStatus() throws Exception {
    assertThat(post("/v1/embeddings", "{}").statusCode()).isEqualTo(404);
    assertThat(post("/v1/models", "{}").statusCode()).isEqualTo(405);
    HttpRequest plain =
        to("/v1/completions")
            .setHeader("content-type", "text/plain")
            .POST(BodyPublishers.ofString("{}"))
            .build();
    HttpResponse<String> unreadable = CLIENT.send(plain, BodyHandlers.ofString());
    assertThat(unreadable.statusCode()).isEqualTo(415);
    String large = "{\"prompt\":\"" + "a".repeat(3 << 20) + "\"}";
    HttpResponse<String> tooLarge = post("/v1/completions", large);
    assertThat(tooLarge.statusCode()).isEqualTo(413);
    // Or else a client would send its next request on a connection that is about to end.
    for (HttpResponse<String> answer : List.of(unreadable, tooLarge)) {
      assertThat(answer.headers().firstValue("connection")).contains("close");
    }
    HttpResponse<String> models = CLIENT.send(to("/v1/models").build(), BodyHandlers.ofString());
    assertThat(new JsonObject(models.body()).getJsonArray("data").getJsonObject(0).getString("id"))
        .isEqualTo("golden");
    HttpResponse<String> other =
        CLIENT.send(to("/v1/models/other").build(), BodyHandlers.ofString());
    assertThat(other.statusCode()).isEqualTo(404);
  }

  @Test
  void aReaderWhoLeavesFreesTheRow() throws Exception {
    JsonObject body = body().put("stream", true).put("max_tokens", 480);
    HttpRequest request =
        to("/v1/completions").POST(BodyPublishers.ofString(body.encode())).build();
    try (InputStream stream = CLIENT.send(request, BodyHandlers.ofInputStream()).body()) {
      assertThat(stream.read()).isEqualTo('d');
    }
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (generating() > 0 && System.nanoTime() < limit) {
      Thread.sleep(5);
    }
    assertThat(generating()).isZero();
    assertThat(Stream.of(load().getReservedTokenCount(), load().getCacheByteCount()))
        .containsOnly(0L);
  }

  private static int generating() {
    return load().getGeneratingCount();
  }

  private static ModelLoad load() {
    return service.getModel(GetModelRequest.getDefaultInstance()).getLoad();
  }
}
