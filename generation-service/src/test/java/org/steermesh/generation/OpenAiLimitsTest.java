package org.steermesh.generation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.steermesh.generation.Requests.golden;
import static org.steermesh.generation.Requests.greedy;

import io.grpc.ManagedChannel;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.server.DrainInterceptor;
import org.steermesh.generation.api.openai.HttpFace;
import org.steermesh.generation.v1.GenerateResponse;
import org.steermesh.generation.v1.GenerationServiceGrpc;
import org.steermesh.generation.v1.Sampling;
import org.steermesh.host.testing.Golden;
import org.steermesh.host.testing.HostedModel;
import org.steermesh.host.testing.Refused;

/** What bounds the time and the memory of calls by HTTP, down to the end of the service. */
@QuarkusTest
@TestProfile(OpenAiLimitsTest.Narrow.class)
@WithTestResource(HostedModel.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OpenAiLimitsTest {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String PATH = "/v1/completions";

  /** Eight texts and one large body at a time, five seconds a call, and no time to stop. */
  public static final class Narrow implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "steermesh.generation.rows", "2",
          "steermesh.generation.queue", "6",
          "steermesh.openai.time-limit", "5s",
          "steermesh.openai.idle-limit", "3s",
          "steermesh.openai.body-bytes", Integer.toString(2 << 20),
          "steermesh.drain.limit", "0s");
    }
  }

  @Inject HttpFace face;
  @Inject DrainInterceptor drain;
  @Inject Event<ShutdownEvent> stopping;

  private static JsonObject body(int texts) {
    return new JsonObject()
        .put("prompt", new JsonArray(Golden.prompt()))
        .put("max_tokens", 470)
        .put("temperature", 0)
        .put("ignore_eos", true)
        .put("logprobs", 20)
        .put("stream", true)
        .put("n", texts);
  }

  private HttpRequest post(String body) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + face.port() + PATH))
        .header("content-type", "application/json")
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  /** Sends again and again, until the answer has this status. */
  private HttpResponse<String> until(int status, String body) throws Exception {
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    HttpResponse<String> answer = CLIENT.send(post(body), BodyHandlers.ofString());
    while (answer.statusCode() != status && System.nanoTime() < limit) {
      Thread.sleep(20);
      answer = CLIENT.send(post(body), BodyHandlers.ofString());
    }
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return answer;
  }

  /** A connection on which a request begins, with so many bytes of the body that it announces. */
  private Socket begin(byte[] body, int sent) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), face.port()));
    OutputStream out = socket.getOutputStream();
    out.write(
        """
        POST %s HTTP/1.1\r
        Host: a\r
        Content-Type: application/json\r
        Content-Length: %d\r
        \r
        """
            .formatted(PATH, body.length)
            .getBytes(US_ASCII));
    out.write(body, 0, sent);
    out.flush();
    return socket;
  }

  @Test
  @Order(1)
  void aReaderWhoStopsReadingHoldsItsPlaceNoLongerThanItsTime() throws Exception {
    String small = body(1).put("max_tokens", 1).put("stream", false).encode();
    byte[] large = body(8).encode().getBytes(UTF_8);
    try (Socket neverRead = begin(large, large.length)) {
      byte[] status = neverRead.getInputStream().readNBytes(12);
      assertThat(new String(status, US_ASCII)).isEqualTo("HTTP/1.1 200");
      until(429, small);
      until(200, small);
      assertThat(drain.await(Duration.ofSeconds(60))).isTrue();
      assertThat(neverRead.isClosed()).isFalse();
    }
  }

  @Test
  @Order(2)
  void bodiesThatAreReadHaveARoomInCommon() throws Exception {
    byte[] most = new byte[2 << 20];
    String other = " ".repeat(1 << 20) + "{}";
    HttpResponse<String> answer;
    int round = 0;
    do {
      // Whichever of the two comes too late for the room is refused; that is to be the other.
      try (Socket unfinished = begin(most, 3 << 19)) {
        Thread.sleep(100);
        answer = CLIENT.send(post(other), BodyHandlers.ofString());
        assertThat(unfinished.isClosed()).isFalse();
      }
    } while (answer.statusCode() != 429 && ++round < 100);
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.body()).contains("bodies", "QUEUE_FULL");
    assertThat(answer.headers().firstValue("retry-after")).contains("1");
    assertThat(until(400, other).body()).contains("prompt");
  }

  @Test
  @Order(3)
  void aBodyThatDoesNotComeIsRefusedAndAConnectionWithoutARequestClosed() throws Exception {
    try (Socket half = begin(new byte[16], 8);
        Socket silent = new Socket(InetAddress.getLoopbackAddress(), face.port())) {
      half.setSoTimeout(60_000);
      silent.setSoTimeout(60_000);
      assertThat(new String(half.getInputStream().readAllBytes(), UTF_8))
          .startsWith("HTTP/1.1 408")
          .contains("the body did not come within 5.0 seconds");
      assertThat(silent.getInputStream().readAllBytes()).isEmpty();
    }
  }

  @Test
  @Order(4)
  void whatStillRunsWhenTheServiceStopsIsToldSo() throws Exception {
    ManagedChannel channel = HostedModel.channel();
    Sampling sampling = greedy(470).toBuilder().setAlternativeCount(20).build();
    Iterator<GenerateResponse> events =
        GenerationServiceGrpc.newBlockingStub(channel)
            .generate(golden().toBuilder().setSampling(sampling).build());
    assertThat(events.hasNext()).isTrue();
    HttpRequest request = post(body(1).encode());
    var stream = CLIENT.send(request, BodyHandlers.ofInputStream()).body();
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
      assertThat(lines.readLine()).startsWith("data: {");
      var byHttp = CompletableFuture.supplyAsync(() -> last(lines));
      var byGrpc = CompletableFuture.runAsync(() -> events.forEachRemaining(event -> {}));

      stopping.fire(new ShutdownEvent());

      assertThat(byHttp.get(30, TimeUnit.SECONDS))
          .startsWith("data: {\"error\":")
          .contains("DRAINING");
      Refused.with(ErrorReason.DRAINING, () -> byGrpc.orTimeout(30, TimeUnit.SECONDS).join());
    } finally {
      channel.shutdownNow();
    }
  }

  private static String last(BufferedReader lines) {
    return lines.lines().filter(line -> !line.isEmpty()).reduce("", (_, next) -> next);
  }
}
