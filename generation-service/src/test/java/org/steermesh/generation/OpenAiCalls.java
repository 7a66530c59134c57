package org.steermesh.generation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

/** Calls of OpenAI's HTTP, as clients make them. */
final class OpenAiCalls {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private OpenAiCalls() {}

  static HttpResponse<String> post(int port, String path, JsonObject body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(body.encode()))
            .build();
    return sent(request);
  }

  private static HttpResponse<String> sent(HttpRequest request)
      throws IOException, InterruptedException {
    return CLIENT.send(request, BodyHandlers.ofString(UTF_8));
  }

  /** The answer to a completion, which must be one. */
  static JsonObject completion(int port, JsonObject body) throws Exception {
    HttpResponse<String> answer = post(port, "/v1/completions", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body());
  }

  /** The pieces of a streamed completion. */
  static List<JsonObject> stream(int port, JsonObject body) throws Exception {
    return post(port, "/v1/completions", body.copy().put("stream", true))
        .body()
        .lines()
        .filter(line -> line.startsWith("data: {"))
        .map(line -> new JsonObject(line.substring("data: ".length())))
        .toList();
  }

  /** The error of a request that must be refused with status 400. */
  static JsonObject refusal(int port, String path, JsonObject body) throws Exception {
    HttpResponse<String> answer = post(port, path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    return new JsonObject(answer.body()).getJsonObject("error");
  }
}
