package org.steermesh.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.cli.mesh.Service;
import org.steermesh.generation.v1.GenerateRequest;
import org.steermesh.generation.v1.GenerateResponse;
import org.steermesh.generation.v1.GenerationServiceGrpc;
import org.steermesh.generation.v1.GenerationServiceGrpc.GenerationServiceBlockingStub;
import org.steermesh.generation.v1.GenerationSummary.FinishReason;
import org.steermesh.generation.v1.Sampling;
import org.steermesh.type.v1.Input;
import org.steermesh.type.v1.Prompt;
import org.steermesh.type.v1.TextPrompt;

/** What a service does that is told to stop. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class DrainTest {

  private static final int TEXTS = 8;

  /** Bytes that are sent ahead of a reader: fixed, or the transport would let it grow. */
  private static final int WINDOW = 65_535;

  @TempDir Path data;

  @Test
  void aServiceToldToStopFinishesWhatRunsRefusesTheRestAndEndsWell() throws Exception {
    try (RunningMesh mesh = RunningMesh.start(data)) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", mesh.port(Service.GENERATION))
              .usePlaintext()
              .flowControlWindow(WINDOW)
              .build();
      try {
        var service = GenerationServiceGrpc.newBlockingStub(channel);
        // More than the transport takes ahead of a reader who waits, so that it is under way.
        Iterator<GenerateResponse> running = service.generate(request(TEXTS, 400, 20));
        assertThat(running.next().hasToken()).isTrue();
        assertThat(ProcessHandle.of(mesh.pid("generation")).orElseThrow().destroy()).isTrue();

        assertThat(firstRefusal(service).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(httpStatus(mesh.state().openAiPort())).isEqualTo(503);
        int whole = 0;
        while (running.hasNext()) {
          GenerateResponse event = running.next();
          if (event.hasSummary()) {
            assertThat(event.getSummary().getFinishReason())
                .isEqualTo(FinishReason.FINISH_REASON_MAX_TOKENS);
            whole++;
          }
        }
        assertThat(whole).isEqualTo(TEXTS);
      } finally {
        channel.shutdownNow();
      }
      assertThat(mesh.launcher().awaitEnd()).isEqualTo(1);
      assertThat(mesh.launcher().err()).contains("generation ended by itself (exit status 0)");
    }
  }

  /** The signal takes a moment to arrive. */
  private static Status firstRefusal(GenerationServiceBlockingStub service) {
    while (true) {
      try {
        service
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .generate(request(1, 1, 0))
            .forEachRemaining(event -> {});
      } catch (StatusRuntimeException e) {
        return e.getStatus();
      }
    }
  }

  private static int httpStatus(int port) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/completions"))
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString("{\"prompt\": \"Hello\", \"max_tokens\": 1}"))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  private static GenerateRequest request(int texts, int tokens, int alternatives) {
    return GenerateRequest.newBuilder()
        .setInput(
            Input.newBuilder()
                .setPrompt(Prompt.newBuilder().setText(TextPrompt.newBuilder().setText("Hello"))))
        .setTextCount(texts)
        .setSampling(
            Sampling.newBuilder()
                .setSeed(1)
                .setMaxTokens(tokens)
                .setStopAtEndOfText(false)
                .setAlternativeCount(alternatives))
        .build();
  }
}
