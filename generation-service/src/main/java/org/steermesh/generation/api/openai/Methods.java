package org.steermesh.generation.api.openai;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.LanguageModel;
import org.steermesh.generation.api.TextGeneration;
import org.steermesh.host.ModelHost;

/** What is served: the models, completions and chat completions. */
@Singleton
final class Methods {

  private static final String MODELS = "/v1/models";
  private static final Map<String, Function<JsonObject, Asked>> GENERATING =
      Map.of(
          "/v1/completions", CompletionFields::read,
          "/v1/chat/completions", ChatFields::read);

  private final ModelHost host;
  private final TextGeneration texts;
  private final long created = Instant.now().getEpochSecond();

  Methods(ModelHost host, TextGeneration texts) {
    this.host = host;
    this.texts = texts;
  }

  /**
   * One request, its body read.
   *
   * @param method GET, POST, ...
   * @param path without a query
   * @param body as it came
   * @param cancelled whether nobody waits for the answer any more
   */
  record Request(HttpMethod method, String path, Buffer body, BooleanSupplier cancelled) {}

  /** Answers; what goes wrong is thrown. */
  void answer(Request request, Reply reply) throws InterruptedException {
    String path = request.path();
    Function<JsonObject, Asked> reader = GENERATING.get(path);
    boolean models = path.equals(MODELS) || path.startsWith(MODELS + "/");
    if (reader == null && !models) {
      Problem.of(404, "there is no " + path + "; there are /v1/models and POST " + known())
          .tell(reply);
    } else if (!request.method().equals(reader == null ? HttpMethod.GET : HttpMethod.POST)) {
      Problem.of(405, request.method() + " is not for " + path).tell(reply);
    } else if (reader == null) {
      reply.json(200, path.equals(MODELS) ? list() : one(path.substring(MODELS.length() + 1)));
    } else {
      generate(reader.apply(parsed(request.body())), request, reply);
    }
  }

  private static String known() {
    return String.join(", ", GENERATING.keySet().stream().sorted().toList());
  }

  private static JsonObject parsed(Buffer body) {
    try {
      JsonObject json = body.toJsonObject();
      Unicode.require(json);
      return json;
    } catch (DecodeException | ClassCastException e) {
      throw new SteermeshException(
          ErrorReason.MESSAGE_MALFORMED, "the body is not a JSON object: " + e.getMessage());
    }
  }

  private void generate(Asked asked, Request request, Reply reply) throws InterruptedException {
    try {
      texts(asked, request, reply);
    } catch (SteermeshException e) {
      throw asked.names().told(e);
    }
  }

  private void texts(Asked asked, Request request, Reply reply) throws InterruptedException {
    LanguageModel model = host.model("model", asked.requests().getFirst().getModel());
    AnswerHead head = AnswerHead.of(asked, model.description().name());
    if (asked.streamed()) {
      StreamedAnswer answer = new StreamedAnswer(head, reply);
      new Prompts(texts, asked, model.tokenizer(), answer, request.cancelled()).generate();
      answer.finish();
    } else {
      WholeAnswer answer = new WholeAnswer(head);
      new Prompts(texts, asked, model.tokenizer(), answer, request.cancelled()).generate();
      reply.json(200, answer.json());
    }
  }

  private JsonObject list() {
    return new JsonObject().put("object", "list").put("data", JsonArray.of(one("")));
  }

  private JsonObject one(String name) {
    String wanted = name.isEmpty() ? "" : "models/" + name;
    return new JsonObject()
        .put("id", host.model("model", wanted).description().name())
        .put("object", "model")
        .put("created", created)
        .put("owned_by", "steermesh");
  }
}
