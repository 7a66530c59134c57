package org.steermesh.generation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.steermesh.generation.Requests.continuation;
import static org.steermesh.generation.Requests.golden;
import static org.steermesh.generation.Requests.greedy;

import io.grpc.ManagedChannel;
import io.opentelemetry.sdk.trace.data.SpanData;
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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.server.DrainInterceptor;
import org.steermesh.generation.api.openai.HttpFace;
import org.steermesh.generation.v1.GenerateResponse;
import org.steermesh.generation.v1.GenerationServiceGrpc;
import org.steermesh.generation.v1.GetModelRequest;
import org.steermesh.generation.v1.Sampling;
import org.steermesh.generation.v1.ScoreGridHeader;
import org.steermesh.generation.v1.ScoreGridItem;
import org.steermesh.generation.v1.ScoreGridRequest;
import org.steermesh.host.testing.Golden;
import org.steermesh.host.testing.HostedModel;
import org.steermesh.host.testing.Refused;
import org.steermesh.type.v1.ModelLoad;

/** What bounds the time and the memory of calls, down to the end of the service. */
@QuarkusTest
@TestProfile(OpenAiLimitsTest.Narrow.class)
@WithTestResource(HostedModel.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OpenAiLimitsTest {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String PATH = "/v1/completions";

  /**
   * Eight texts and one large body at a time, five seconds a call, two for a stream that stands
   * still, traces that are kept, and no time to stop.
   */
  public static final class Narrow implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "steermesh.generation.rows", "2",
          "steermesh.generation.queue", "6",
          "steermesh.model.idle-limit", "2s",
          "steermesh.openai.time-limit", "5s",
          "steermesh.openai.idle-limit", "3s",
          "steermesh.openai.body-bytes", Integer.toString(2 << 20),
          "quarkus.otel.sdk.disabled", "false",
          "quarkus.otel.traces.exporter", "none",
          "steermesh.drain.limit", "0s");
    }
  }

  @Inject HttpFace face;
  @Inject DrainInterceptor drain;
  @Inject KeptSpans spans;
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

  private Socket open() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), face.port()));
    socket.setSoTimeout(60_000);
    return socket;
  }

  /** A connection on which a request begins, with so many bytes of the body that it announces. */
  private Socket begin(byte[] body, int sent) throws IOException {
    Socket socket = begin(body, "");
    socket.getOutputStream().write(body, 0, sent);
    return socket;
  }

  /** A connection on which the head of a request has been sent, with {@code more} headers. */
  private Socket begin(byte[] body, String more) throws IOException {
    Socket socket = open();
    String head =
        """
        POST %s HTTP/1.1\r
        Host: a\r
        Content-Type: application/json\r
        Content-Length: %d\r
        %s\r
        """
            .formatted(PATH, body.length, more);
    socket.getOutputStream().write(head.getBytes(US_ASCII));
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
        unfinished.shutdownOutput();
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
        Socket silent = open()) {
      assertThat(new String(half.getInputStream().readAllBytes(), UTF_8))
          .startsWith("HTTP/1.1 408")
          .contains("the body did not come within 5.0 seconds");
      assertThat(silent.getInputStream().readAllBytes()).isEmpty();
    }
  }

  @Test
  @Order(3)
  void aConnectionWhoseNextRequestComesByteByByteIsClosed() throws Exception {
    String whole = "GET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n";
    try (Socket slow = open()) {
      slow.getOutputStream().write(whole.getBytes(US_ASCII));
      BufferedReader in =
          new BufferedReader(new InputStreamReader(slow.getInputStream(), US_ASCII));
      assertThat(in.readLine()).isEqualTo("HTTP/1.1 200 OK");
      assertThat(body(in)).contains("data");
      slow.getOutputStream().write("GET /v1/models HTTP/1.1\r\nX: ".getBytes(US_ASCII));
      assertThat(isClosedWhileWritten(slow)).isTrue();
    }
  }

  /** Writes a byte every tenth of a second, for at most half a minute. */
  private static boolean isClosedWhileWritten(Socket slow) throws IOException {
    slow.setSoTimeout(100);
    boolean open = true;
    for (int i = 0; open && i < 300; i++) {
      open = isOpenAfterWriting(slow);
    }
    return !open;
  }

  private static boolean isOpenAfterWriting(Socket slow) throws IOException {
    try {
      slow.getOutputStream().write('x');
      return slow.getInputStream().read() >= 0;
    } catch (SocketTimeoutException stillOpen) {
      return true;
    } catch (SocketException closed) {
      return false;
    }
  }

  @Test
  @Order(4)
  void aSenderWhoWaitsToBeAskedForTheBodyIsAsked() throws Exception {
    byte[] body = body(1).put("max_tokens", 1).put("stream", false).encode().getBytes(UTF_8);
    try (Socket socket = begin(body, "Expect: 100-continue\r\n")) {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      assertThat(in.readLine()).isEqualTo("HTTP/1.1 100 Continue");
      assertThat(in.readLine()).isEmpty();
      socket.getOutputStream().write(body);
      assertThat(in.readLine()).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @ParameterizedTest
  @Order(5)
  @CsvSource(
      delimiter = '|',
      value = {
        "414|GET /%s HTTP/1.1|request line is too long",
        "431|GET /v1/models HTTP/1.1\\r\\nX: %s|headers are too long",
        "400|nonsense|cannot be read as HTTP/1.1"
      })
  void whatIsNoHttpIsToldInTheFormOfAllErrors(int status, String head, String said)
      throws Exception {
    String sent = head.replace("\\r\\n", "\r\n").replace("%s", "a".repeat(9000));
    try (Socket socket = open()) {
      socket.getOutputStream().write((sent + "\r\n\r\n").getBytes(US_ASCII));
      BufferedReader in =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      assertThat(in.readLine()).containsPattern("HTTP/1.[01] " + status);
      JsonObject error = new JsonObject(body(in)).getJsonObject("error");
      assertThat(error.getString("message")).contains(said);
      assertThat(error.getString("type")).isEqualTo("invalid_request_error");
    }
  }

  /** As long as its header says: what comes after it may be the connection's end. */
  private static String body(BufferedReader in) throws IOException {
    int length = 0;
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      if (line.startsWith("content-length: ")) {
        length = Integer.parseInt(line.substring("content-length: ".length()));
      }
    }
    char[] body = new char[length];
    int read = 0;
    for (int more = 0; read < length && more >= 0; read += Math.max(0, more)) {
      more = in.read(body, read, length - read);
    }
    return new String(body, 0, read);
  }

  @Test
  @Order(6)
  void theTextsOfACallAreInTheTraceThatItsCallerBegan() throws Exception {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    JsonObject body = body(1).put("max_tokens", 1).put("stream", false);
    HttpRequest request =
        HttpRequest.newBuilder(post(body.encode()), (name, value) -> true)
            .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
            .build();
    assertThat(CLIENT.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    assertThat(spans.ended())
        .filteredOn(span -> span.getName().equals("generate text"))
        .extracting(SpanData::getTraceId)
        .contains(trace);
  }

  @Test
  @Order(7)
  void aGridWhoseCallerSendsNoMoreGivesItsPlaceBack() throws Exception {
    ManagedChannel channel = HostedModel.channel();
    try {
      var grid = GenerationServiceGrpc.newBlockingV2Stub(channel).scoreGrid();
      ScoreGridHeader.Builder header = ScoreGridHeader.newBuilder().setBatchItemCount(2);
      header.addConfigurationsBuilder().setId("plain");
      assertThat(grid.write(ScoreGridRequest.newBuilder().setHeader(header).build())).isTrue();
      for (String id : List.of("a", "b", "c")) {
        ScoreGridItem.Builder item =
            ScoreGridItem.newBuilder()
                .setId(id)
                .setInput(golden().getInput())
                .addContinuations(continuation(List.of(1)));
        assertThat(grid.write(ScoreGridRequest.newBuilder().setItem(item).build())).isTrue();
      }
      assertThat(grid.read().getItemId()).isEqualTo("a");
      assertThat(grid.read().getItemId()).isEqualTo("b");
      Refused.with(ErrorReason.STREAM_IDLE, grid::read);
      ModelLoad load =
          GenerationServiceGrpc.newBlockingStub(channel)
              .getModel(GetModelRequest.getDefaultInstance())
              .getLoad();
      assertThat(load.getWaitingCount()).isZero();
      assertThat(load.getRunningCount()).isZero();
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  @Order(8)
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
