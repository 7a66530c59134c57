package org.steermesh.eval.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.SteermeshException;
import org.steermesh.eval.domain.Cancellation;
import org.steermesh.eval.domain.judging.ChatEndpoint.Reply;
import org.steermesh.eval.domain.judging.Judge;
import org.steermesh.eval.domain.judging.JudgeRules;
import org.steermesh.eval.domain.judging.ReplyRule;

/** Against a server that stands for somebody else's judge. */
final class HttpChatEndpointTest {

  private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicInteger calls = new AtomicInteger();
  private ExecutorService threads;
  private HttpServer server;
  private HttpChatEndpoint endpoint;

  @BeforeEach
  void start() throws IOException {
    threads = Executors.newVirtualThreadPerTaskExecutor();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
    JudgeRules rules = new JudgeRules(List.of(), List.of("KEY"), Map.of("KEY", "k-123"));
    endpoint = new HttpChatEndpoint(rules);
  }

  @AfterEach
  void stop() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void aReplyComesWithWhatItCost() {
    answer(
        200,
        "{\"choices\":[{\"message\":{\"content\":\"8\"}}],"
            + "\"usage\":{\"prompt_tokens\":40,\"completion_tokens\":2}}");

    Reply reply = ask(4);

    assertThat(reply.text()).isEqualTo("8");
    assertThat(reply.failure()).isEmpty();
    assertThat(reply.use().requests()).isOne();
    assertThat(reply.use().inputTokens()).isEqualTo(40);
    assertThat(reply.use().outputTokens()).isEqualTo(2);
    assertThat(asked.peek())
        .startsWith("/v1/chat/completions Bearer k-123 ")
        .contains("\"model\":\"m\"")
        .contains("\"content\":\"How cheerful?\"")
        .contains("\"role\":\"system\"");
  }

  @Test
  void whoIsBusyIsAskedAgain() {
    server.createContext(
        "/v1/chat/completions",
        exchange -> {
          int call = calls.incrementAndGet();
          exchange.getResponseHeaders().add("Retry-After", "0");
          send(exchange, call < 3 ? 429 : 200, "{\"choices\":[{\"message\":{\"content\":\"3\"}}]}");
        });

    Reply reply = ask(4);

    assertThat(reply.text()).isEqualTo("3");
    assertThat(reply.use().requests()).isEqualTo(3);
    assertThat(reply.use().uncounted()).isEqualTo(3);
  }

  @Test
  void whoFailsIsGivenUpAndSaidSo() {
    answer(500, "no");

    Reply reply = ask(2);

    assertThat(reply.failure()).isEqualTo("HTTP_500");
    assertThat(reply.text()).isEmpty();
    assertThat(reply.use().requests()).isEqualTo(2);
  }

  @Test
  void whoRefusesIsNotAskedAgain() {
    answer(401, "no");

    assertThat(ask(4).use().requests()).isOne();
    assertThat(ask(4).failure()).isEqualTo("HTTP_401");
  }

  @Test
  void whoSendsElsewhereIsNotFollowed() {
    server.createContext(
        "/v1/chat/completions",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/elsewhere");
          send(exchange, 307, "");
        });
    server.createContext("/elsewhere", exchange -> calls.incrementAndGet());

    assertThat(ask(4).failure()).isEqualTo("HTTP_307");
    assertThat(calls).hasValue(0);
  }

  @Test
  void whatIsNoReplyIsSaidToBeNone() {
    answer(200, "<html>hello</html>");
    assertThat(ask(4).failure()).isEqualTo("REPLY_MALFORMED");
    server.removeContext("/v1/chat/completions");
    answer(200, "{\"choices\":[]}");
    assertThat(ask(4).failure()).isEqualTo("REPLY_MALFORMED");
    server.removeContext("/v1/chat/completions");
    answer(200, "x".repeat(2 << 20));
    assertThat(ask(1).failure()).isEqualTo("UNREACHABLE");
  }

  @Test
  void whoDoesNotAnswerIsNotWaitedFor() {
    server.createContext("/v1/chat/completions", exchange -> awaitEnd());

    assertThat(ask(1).failure()).isEqualTo("TIMED_OUT");
    server.stop(0);
    assertThat(ask(1).failure()).isEqualTo("UNREACHABLE");
  }

  @Test
  void aCancelledStudyStopsAsking() {
    server.createContext(
        "/v1/chat/completions",
        exchange -> {
          calls.incrementAndGet();
          awaitEnd();
        });
    Cancellation cancellation = new Cancellation();
    cancellation.cancel(Cancellation.Cause.ASKED);

    assertThatThrownBy(() -> endpoint.ask(judge(), "How cheerful?", 4, cancellation))
        .isInstanceOf(SteermeshException.class)
        .hasMessageContaining("cancelled");
  }

  private Reply ask(int attempts) {
    return endpoint.ask(judge(), "How cheerful?", attempts, new Cancellation());
  }

  private Judge.Endpoint judge() {
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    return new Judge.Endpoint(
        "judge",
        new ReplyRule(ReplyRule.Rule.FIRST_INTEGER, 0, 10, ""),
        url,
        "m",
        "KEY",
        "{answer}",
        "You grade.",
        new Judge.CallLimits(0, 16, 2, 1, 4));
  }

  private void answer(int status, String body) {
    server.createContext("/v1/chat/completions", exchange -> send(exchange, status, body));
  }

  private void awaitEnd() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(HttpExchange exchange, int status, String body) throws IOException {
    try (exchange) {
      asked.add(
          exchange.getRequestURI()
              + " "
              + exchange.getRequestHeaders().getFirst("Authorization")
              + " "
              + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
      byte[] bytes = body.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
