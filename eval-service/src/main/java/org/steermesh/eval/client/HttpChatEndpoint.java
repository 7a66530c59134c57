package org.steermesh.eval.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.eval.domain.Cancellation;
import org.steermesh.eval.domain.judging.ChatEndpoint;
import org.steermesh.eval.domain.judging.Judge;
import org.steermesh.eval.domain.judging.JudgeRules;
import org.steermesh.eval.domain.judging.Use;

/**
 * Judges that speak the chat completions of OpenAI, over HTTP.
 *
 * <p>Redirects are not followed, for they lead where no rule has looked. Keys go into the header of
 * the request and nowhere else.
 */
@Singleton
class HttpChatEndpoint implements ChatEndpoint {

  private static final int MOST_BYTES = 1 << 20;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LAST_PAUSE = Duration.ofSeconds(20);
  private static final Duration LONGEST_ASKED = Duration.ofSeconds(60);

  private final JudgeRules rules;
  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  HttpChatEndpoint(JudgeRules rules) {
    this.rules = rules;
  }

  @Override
  public Reply ask(Judge.Endpoint judge, String content, int attempts, Cancellation cancellation) {
    try {
      // Once more: the settings may be others than when the study was declared.
      rules.check(judge.name(), judge);
    } catch (SteermeshException e) {
      return new Reply("", e.reason().name(), Use.NONE);
    }
    HttpRequest request = request(judge, content);
    Use use = Use.NONE;
    Duration pause = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      Answer answer = call(request, judge.limits().timeoutSeconds(), cancellation);
      use = use.plus(answer.use());
      if (!answer.again() || attempt >= attempts) {
        return new Reply(answer.text(), answer.failure(), use);
      }
      Duration asked = answer.pause().orElse(pause);
      await(asked.compareTo(pause) > 0 ? asked : pause, cancellation);
      pause = pause.multipliedBy(2).compareTo(LAST_PAUSE) < 0 ? pause.multipliedBy(2) : LAST_PAUSE;
    }
  }

  /**
   * What came of one call.
   *
   * @param again whether another call may do better
   * @param pause that the judge asks for before it
   */
  private record Answer(
      String text, String failure, Use use, boolean again, Optional<Duration> pause) {}

  private static Answer failed(String failure, boolean again) {
    return new Answer("", failure, new Use(1, 0, 0, 1), again, Optional.empty());
  }

  private HttpRequest request(Judge.Endpoint judge, String content) {
    ObjectNode body = json.createObjectNode();
    body.put("model", judge.model());
    var messages = body.putArray("messages");
    if (!judge.system().isEmpty()) {
      messages.addObject().put("role", "system").put("content", judge.system());
    }
    messages.addObject().put("role", "user").put("content", content);
    body.put("temperature", judge.limits().temperature());
    body.put("max_tokens", judge.limits().maxTokens());
    String base = judge.url().endsWith("/") ? judge.url() : judge.url() + "/";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + "chat/completions"))
            .timeout(Duration.ofSeconds(judge.limits().timeoutSeconds()))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString(), UTF_8));
    rules.key(judge).ifPresent(key -> request.header("Authorization", "Bearer " + key.strip()));
    return request.build();
  }

  private Answer call(HttpRequest request, int timeoutSeconds, Cancellation cancellation) {
    CompletableFuture<HttpResponse<byte[]>> call =
        http.sendAsync(
            request,
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofByteArray(), MOST_BYTES));
    cancellation.onCancel(() -> call.cancel(true));
    try {
      // The request's own time ends with the headers; this one holds the body too.
      return read(call.get(timeoutSeconds, TimeUnit.SECONDS));
    } catch (TimeoutException e) {
      call.cancel(true);
      return failed("TIMED_OUT", true);
    } catch (CancellationException e) {
      throw cancelled();
    } catch (ExecutionException e) {
      boolean late = e.getCause() instanceof HttpTimeoutException;
      return failed(late ? "TIMED_OUT" : "UNREACHABLE", true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      call.cancel(true);
      throw cancelled();
    }
  }

  private Answer read(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status != 200) {
      boolean again = status == 408 || status == 429 || status >= 500;
      return new Answer("", "HTTP_" + status, new Use(1, 0, 0, 1), again, retryAfter(response));
    }
    try {
      JsonNode body = json.readTree(response.body());
      JsonNode content = body.path("choices").path(0).path("message").path("content");
      if (!content.isTextual()) {
        return failed("REPLY_MALFORMED", false);
      }
      JsonNode usage = body.path("usage");
      boolean counted = usage.path("prompt_tokens").isNumber();
      Use use =
          new Use(
              1,
              usage.path("prompt_tokens").asLong(),
              usage.path("completion_tokens").asLong(),
              counted ? 0 : 1);
      return new Answer(content.asText(), "", use, false, Optional.empty());
    } catch (IOException e) {
      return failed("REPLY_MALFORMED", false);
    }
  }

  /** In seconds; the form with a date is left to our own pauses. */
  private static Optional<Duration> retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.matches("\\d{1,6}"))
        .map(value -> Duration.ofSeconds(Long.parseLong(value)))
        .map(asked -> asked.compareTo(LONGEST_ASKED) < 0 ? asked : LONGEST_ASKED);
  }

  private static void await(Duration pause, Cancellation cancellation) {
    CountDownLatch cancelled = new CountDownLatch(1);
    cancellation.onCancel(cancelled::countDown);
    try {
      if (cancelled.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        throw cancelled();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cancelled();
    }
  }

  private static SteermeshException cancelled() {
    return new SteermeshException(ErrorReason.CANCELLED, "the evaluation was cancelled");
  }
}
