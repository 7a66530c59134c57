package org.steermesh.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.steermesh.generation.Requests.add;
import static org.steermesh.generation.Requests.continuation;
import static org.steermesh.generation.Requests.golden;
import static org.steermesh.generation.Requests.score;
import static org.steermesh.generation.Requests.tokens;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.util.JsonFormat;
import io.grpc.ManagedChannel;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.TensorCodec;
import org.steermesh.generation.api.openai.HttpFace;
import org.steermesh.generation.v1.GenerationServiceGrpc;
import org.steermesh.generation.v1.ScoreRequest;
import org.steermesh.host.testing.Golden;
import org.steermesh.host.testing.HostedModel;
import org.steermesh.host.testing.Refused;
import org.steermesh.type.v1.Intervention;
import org.steermesh.type.v1.PositionRule;

/** What bodies of OpenAI's HTTP may hold: every field is served, refused or without effect. */
@QuarkusTest
@WithTestResource(HostedModel.class)
class OpenAiFieldsTest {

  private static final String COMPLETIONS = "/v1/completions";
  private static final String CHATS = "/v1/chat/completions";

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

  private static JsonObject body(Object prompt) {
    return new JsonObject().put("prompt", prompt).put("max_tokens", 6).put("seed", 5);
  }

  private static JsonObject choice(JsonObject answer, int index) {
    return answer.getJsonArray("choices").getJsonObject(index);
  }

  @Test
  void severalPromptsHaveTheTextsThatEachHasAlone() throws Exception {
    JsonArray ids = new JsonArray(Golden.prompt());
    JsonArray prompts = JsonArray.of("Once", "Twice upon a", ids);
    JsonObject answer = OpenAiCalls.completion(face.port(), body(prompts).put("n", 2));
    assertThat(answer.getJsonArray("choices")).hasSize(6);
    int input = 0;
    for (int i = 0; i < prompts.size(); i++) {
      JsonObject alone = OpenAiCalls.completion(face.port(), body(prompts.getValue(i)).put("n", 2));
      for (int text = 0; text < 2; text++) {
        JsonObject choice = choice(answer, 2 * i + text);
        assertThat(choice.getInteger("index")).isEqualTo(2 * i + text);
        assertThat(choice.getString("text")).isEqualTo(choice(alone, text).getString("text"));
      }
      input += alone.getJsonObject("usage").getInteger("prompt_tokens");
    }
    assertThat(answer.getJsonObject("usage").getInteger("prompt_tokens")).isEqualTo(input);
    assertThat(answer.getJsonObject("usage").getInteger("completion_tokens")).isEqualTo(36);
    assertThat(answer.getJsonObject("steering").getJsonArray("texts")).hasSize(6);

    StringBuilder[] streamed = {new StringBuilder(), new StringBuilder(), new StringBuilder()};
    for (JsonObject piece : OpenAiCalls.stream(face.port(), body(prompts))) {
      streamed[choice(piece, 0).getInteger("index")].append(choice(piece, 0).getString("text"));
    }
    for (int i = 0; i < streamed.length; i++) {
      assertThat(streamed[i]).hasToString(choice(answer, 2 * i).getString("text"));
    }
  }

  @Test
  void onePromptThatIsRefusedRefusesAll() throws Exception {
    JsonArray prompts = JsonArray.of(JsonArray.of(1), JsonArray.of(999_999));
    JsonObject error = OpenAiCalls.refusal(face.port(), COMPLETIONS, body(prompts));
    assertThat(error.getString("code")).isEqualTo("TOKEN_OUT_OF_RANGE");
    assertThat(error.getString("param")).isEqualTo("prompt[1]");
    refused(COMPLETIONS, body(JsonArray.of("a", 1)), "prompt[1]");
    refused(COMPLETIONS, body(new JsonArray()), "prompt");
    refused(COMPLETIONS, body(new JsonArray(Collections.nCopies(17, "a"))), "prompt");
    refused(COMPLETIONS, body(new JsonArray(Collections.nCopies(16, "a"))).put("n", 5), "n");
    JsonObject much = body(new JsonArray(Collections.nCopies(16, "a"))).put("logprobs", 20);
    refused(COMPLETIONS, much.put("n", 4).put("max_tokens", 1000), "max_tokens");
  }

  private void refused(String path, JsonObject body, String param) throws Exception {
    JsonObject error = OpenAiCalls.refusal(face.port(), path, body);
    assertThat(error.getString("param")).isEqualTo(param);
    assertThat(error.getString("code")).isEqualTo("FIELD_INVALID");
    assertThat(error.getString("type")).isEqualTo("invalid_request_error");
  }

  @Test
  void anEchoedInputIsToldWithTheLogProbabilitiesThatScoreGives() throws Exception {
    List<Integer> prompt = Golden.prompt();
    Intervention steering = add("meandiff_last.2", 2, 4, PositionRule.POSITION_RULE_ALL);
    for (List<Intervention> steered : List.of(List.<Intervention>of(), List.of(steering))) {
      ScoreRequest scoring =
          score(tokens(prompt.subList(0, 1)), continuation(prompt.subList(1, prompt.size())))
              .toBuilder()
              .addAllInterventions(steered)
              .build();
      float[] expected =
          TensorCodec.decodeVector(
              "token_log_probabilities",
              service.score(scoring).getScores(0).getTokenLogProbabilities(),
              prompt.size() - 1);
      JsonObject body =
          body(new JsonArray(prompt)).put("echo", true).put("logprobs", 2).put("temperature", 0);
      if (!steered.isEmpty()) {
        JsonObject json = new JsonObject(JsonFormat.printer().print(steering));
        body.put("steering", new JsonObject().put("interventions", JsonArray.of(json)));
      }
      JsonObject told =
          choice(OpenAiCalls.completion(face.port(), body), 0).getJsonObject("logprobs");
      JsonArray own = told.getJsonArray("token_logprobs");
      assertThat(told.getJsonArray("tokens")).hasSize(prompt.size() + 6);
      assertThat(own).hasSize(prompt.size() + 6);
      assertThat(own.getValue(0)).isNull();
      assertThat(told.getJsonArray("top_logprobs").getValue(0)).isNull();
      for (int i = 0; i < expected.length; i++) {
        assertThat(own.getFloat(i + 1)).isCloseTo(expected[i], within(1e-4f));
        assertThat(own.getFloat(i + 1))
            .isLessThanOrEqualTo(likeliest(told.getJsonArray("top_logprobs").getJsonObject(i + 1)));
      }
      JsonObject first = OpenAiCalls.stream(face.port(), body).getFirst();
      assertThat(choice(first, 0).getJsonObject("logprobs").getJsonArray("token_logprobs"))
          .hasSize(prompt.size());
    }
  }

  private static float likeliest(JsonObject top) {
    return top.stream()
        .map(each -> ((Number) each.getValue()).floatValue())
        .max(Float::compare)
        .orElseThrow();
  }

  @Test
  void whatAnEchoTellsIsThatOfGenerate() {
    var input =
        ImmutableList.copyOf(
                service.generate(
                    golden().toBuilder().setEcho(true).setEchoLogProbabilities(true).build()))
            .getFirst()
            .getInput();
    assertThat(input.getTokensList()).extracting(token -> token.getId()).isEqualTo(Golden.prompt());
    assertThat(input.getTokens(0).getLogProbability()).isZero();
    assertThat(input.getTokens(1).getLogProbability()).isNegative();
    Refused.with(
        ErrorReason.FIELD_INVALID,
        () ->
            ImmutableList.copyOf(
                service.generate(golden().toBuilder().setEchoLogProbabilities(true).build())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"tools\":[{\"type\":\"function\"}]",
        "\"tool_choice\":\"required\"",
        "\"functions\":[{}]",
        "\"function_call\":\"auto\"",
        "\"response_format\":{\"type\":\"json_object\"}",
        "\"audio\":{}",
        "\"modalities\":[\"audio\"]",
        "\"reasoning_effort\":\"low\"",
        "\"verbosity\":\"low\"",
        "\"web_search_options\":{}",
        "\"moderation\":{}",
        "\"anything\":1"
      })
  void aChatWithAFieldThatIsNotServedIsRefusedByItsName(String field) throws Exception {
    JsonObject body = new JsonObject("{\"messages\":[]," + field + "}");
    refused(CHATS, body, field.substring(1, field.indexOf('"', 1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"suffix\":\"b\"", "\"best_of\":3", "\"tools\":[{}]", "\"functions\":[{}]"})
  void aCompletionWithAFieldThatIsNotServedIsRefusedByItsName(String field) throws Exception {
    JsonObject body = new JsonObject("{\"prompt\":\"a\"," + field + "}");
    refused(COMPLETIONS, body, field.substring(1, field.indexOf('"', 1)));
  }

  @Test
  void whatChangesNoTextIsTakenAndWithoutEffect() throws Exception {
    JsonObject ignored =
        body("Once")
            .put("metadata", new JsonObject().put("a", "b"))
            .put("store", true)
            .put("service_tier", "flex")
            .put("prediction", new JsonObject())
            .put("prompt_cache_key", "k")
            .put("prompt_cache_retention", "24h")
            .put("safety_identifier", "s")
            .put("parallel_tool_calls", false);
    assertThat(choice(OpenAiCalls.completion(face.port(), ignored), 0).getString("text"))
        .isEqualTo(choice(OpenAiCalls.completion(face.port(), body("Once")), 0).getString("text"));
  }
}
