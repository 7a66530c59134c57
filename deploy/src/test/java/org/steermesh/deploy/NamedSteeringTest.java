package org.steermesh.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.cli.mesh.Service;
import org.steermesh.contract.RemoteError;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.generation.v1.GenerateRequest;
import org.steermesh.generation.v1.GenerateResponse;
import org.steermesh.generation.v1.GenerationServiceGrpc;
import org.steermesh.generation.v1.GenerationSummary;
import org.steermesh.generation.v1.Sampling;
import org.steermesh.type.v1.InlineVector;
import org.steermesh.type.v1.Input;
import org.steermesh.type.v1.Intervention;
import org.steermesh.type.v1.Prompt;
import org.steermesh.type.v1.SteeringReceipt;
import org.steermesh.type.v1.TextPrompt;
import org.steermesh.type.v1.VectorRef;
import org.steermesh.vector.v1.GetVersionRequest;
import org.steermesh.vector.v1.ReadVersionRequest;
import org.steermesh.vector.v1.ReadVersionResponse;
import org.steermesh.vector.v1.SetAliasRequest;
import org.steermesh.vector.v1.VectorServiceGrpc;
import org.steermesh.vector.v1.VectorServiceGrpc.VectorServiceBlockingStub;
import org.steermesh.vector.v1.Version;

/** generation-service steers by the names that vector-service keeps in Redis. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class NamedSteeringTest {

  private static final Path OTHER_MODEL =
      SteerProcess.home()
          .resolve("engine/src/test/resources/golden/llama3-tied-bf16-sharded/model");

  /** Of more tokens than are shared at least. */
  private static final String LONG =
      "There was once a man who had three sons, and the youngest of them was called the Simpleton.";

  @TempDir Path folder;
  private @Nullable ManagedChannel vector;
  private @Nullable ManagedChannel generation;

  @AfterEach
  void disconnect() {
    if (vector != null) {
      vector.shutdownNow();
    }
    if (generation != null) {
      generation.shutdownNow();
    }
  }

  @Test
  void aNameSteersWithWhatItMeansNowAndOnlyTheModelItWasBuiltOn() throws Exception {
    String version;
    String weights;
    try (RunningMesh mesh = mesh(SteerProcess.smallModel())) {
      assertANameAndAnAliasSteerWhereverTheyPointNow();
      assertSeveralSitesActAtTheDefaultOneOrNotAtAll();
      version = build("last", "--site", "1");
      weights = version(version).getModelFingerprint().getWeightsDigest();
      assertThat(mesh.pids()).hasSize(5);
    }
    disconnect();
    try (RunningMesh mesh = mesh(OTHER_MODEL)) {
      assertAVectorOfAnotherModelIsRefused(version, weights);
      assertThat(refusalOfHttp(mesh)).contains("\"code\":\"VECTOR_OF_OTHER_MODEL\"");
      assertThat(mesh.launcher().handle().isAlive()).isTrue();
    }
  }

  private void assertANameAndAnAliasSteerWhereverTheyPointNow()
      throws IOException, InterruptedException {
    String first = build("first", "--site", "1");
    alias("live", first);
    GenerationSummary named = steered("vectors/kind");
    assertThat(named.getReceipt().getEntries(0).getPlannedDose()).isPositive();
    assertThat(unplanned(named)).isEqualTo(inline(first));
    assertThat(versionUsed("vectors/kind@live")).isEqualTo(first);

    String second = build("second", "--site", "2");
    assertThat(versionUsed("vectors/kind")).isEqualTo(second);
    assertThat(versionUsed("vectors/kind@live")).isEqualTo(first);

    GenerationSummary before = generate(reference("vectors/kind@live"), LONG);
    alias("live", second);
    assertThat(versionUsed("vectors/kind@live")).isEqualTo(second);
    GenerationSummary moved = generate(reference("vectors/kind@live"), LONG);
    GenerationSummary stayed = generate(reference(first), LONG);
    assertThat(moved.getReceipt().getEntries(0).getVersion()).isEqualTo(second);
    assertThat(stayed.getText()).isEqualTo(before.getText());
    assertThat(before.getCachedTokenCount()).isZero();
    // Both steer from the last token of the prompt on, so they share what lies before.
    assertThat(moved.getCachedTokenCount()).isPositive();
    assertThat(stayed.getCachedTokenCount()).isEqualTo(moved.getCachedTokenCount());
    assertThat(versionUsed(first)).isEqualTo(first);
  }

  private void assertSeveralSitesActAtTheDefaultOneOrNotAtAll()
      throws IOException, InterruptedException {
    String open = build("open");
    RemoteError error = refusal(open);
    assertThat(error.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(error.reason()).isEqualTo("SITE_REQUIRED");
    assertThat(error.message()).contains("block 0").contains("block 3");
    assertThat(error.metadata()).containsEntry("version", open).containsKey("sites");

    SteeringReceipt receipt = steered(build("chosen", "--default-site", "2")).getReceipt();
    assertThat(receipt.getEntriesList())
        .extracting(entry -> entry.getSite().getBlock())
        .containsExactly(2);
  }

  /** By its code and the digests of both models; the mesh goes on. */
  private void assertAVectorOfAnotherModelIsRefused(String version, String weights)
      throws IOException, InterruptedException {
    RemoteError error = refusal("vectors/kind");
    assertThat(error.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(error.reason()).isEqualTo("VECTOR_OF_OTHER_MODEL");
    assertThat(error.metadata())
        .containsEntry("version", version)
        .containsEntry("vector_weights_digest", weights);
    assertThat(error.metadata().get("weights_digest")).hasSize(64).isNotEqualTo(weights);
    assertThat(error.message()).contains(weights.substring(0, 12));
    String data = folder.resolve("data").toString();
    assertThat(SteerCommand.run(4, "generate", "Hello", "--steer", "kind:1", "--data", data))
        .contains("VECTOR_OF_OTHER_MODEL, FAILED_PRECONDITION")
        .contains("was read from");
    SteerCommand.run(0, "generate", "Hello", "--max-tokens", "4", "--data", data);
  }

  private RunningMesh mesh(Path model) throws IOException, InterruptedException {
    RunningMesh mesh = RunningMesh.start(folder.resolve("data"), model);
    vector = channel(mesh.port(Service.VECTOR));
    generation = channel(mesh.port(Service.GENERATION));
    return mesh;
  }

  private static ManagedChannel channel(int port) {
    return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  /** Builds a version of {@code vectors/kind} from a data set of its own; returns its name. */
  private String build(String dataset, String... more) throws IOException, InterruptedException {
    Path items = Files.writeString(folder.resolve(dataset + ".json"), items(dataset));
    String data = folder.resolve("data").toString();
    SteerCommand.run(0, "dataset", "upload", dataset, items.toString(), "--data", data);
    String[] arguments = {"vector", "build", "kind", "--dataset", dataset, "--data", data};
    String[] all = new String[arguments.length + more.length];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    SteerCommand.run(0, all);
    return version("vectors/kind").getName();
  }

  private static String items(String question) {
    return """
    [{"question": "%s", "answer_matching_behavior": "(A)", "answer_not_matching_behavior": "(B)"}]
    """
        .formatted(question);
  }

  private void alias(String alias, String version) {
    vectors()
        .setAlias(
            SetAliasRequest.newBuilder()
                .setName("vectors/kind@" + alias)
                .setVersion(version)
                .build());
  }

  private Version version(String name) {
    return vectors().getVersion(GetVersionRequest.newBuilder().setName(name).build());
  }

  private String versionUsed(String name) {
    SteeringReceipt receipt = steered(name).getReceipt();
    assertThat(receipt.getEntriesList()).hasSize(1);
    assertThat(receipt.getEntries(0).getLargestDose()).isPositive();
    return receipt.getEntries(0).getVersion();
  }

  private GenerationSummary steered(String name) {
    return generate(reference(name), "Hello");
  }

  private static VectorRef reference(String name) {
    return VectorRef.newBuilder().setName(name).build();
  }

  /** The same, with the floats of a version sent along; the receipt is told its name. */
  private GenerationSummary inline(String version) {
    Iterator<ReadVersionResponse> parts =
        vectors().readVersion(ReadVersionRequest.newBuilder().setName(version).build());
    parts.next();
    var floats = parts.next().getVector();
    GenerationSummary summary =
        generate(
            VectorRef.newBuilder()
                .setInline(
                    InlineVector.newBuilder()
                        .setValues(floats.getValues())
                        .setSite(floats.getSite()))
                .build(),
            "Hello");
    GenerationSummary.Builder named = summary.toBuilder();
    named.getReceiptBuilder().getEntriesBuilder(0).setVersion(version);
    return named.build();
  }

  /** Without the dose that was planned: only a version knows the norms that this takes. */
  private static GenerationSummary unplanned(GenerationSummary summary) {
    GenerationSummary.Builder without = summary.toBuilder();
    without.getReceiptBuilder().getEntriesBuilder(0).clearPlannedDose();
    return without.build();
  }

  private static String refusalOfHttp(RunningMesh mesh) throws IOException, InterruptedException {
    String body =
        """
        {"prompt": "Hello", "steering": {"interventions": [{"vector": {"name": "kind"}}]}}
        """;
    int port = mesh.state().openAiPort();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/completions"))
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(400);
      return answer.body();
    }
  }

  private RemoteError refusal(String name) {
    return StatusTranslator.read(catchThrowable(() -> steered(name)));
  }

  private GenerationSummary generate(VectorRef reference, String prompt) {
    GenerateRequest request =
        GenerateRequest.newBuilder()
            .setInput(
                Input.newBuilder()
                    .setPrompt(
                        Prompt.newBuilder().setText(TextPrompt.newBuilder().setText(prompt))))
            .addInterventions(Intervention.newBuilder().setVector(reference).setStrength(2))
            .setSampling(Sampling.newBuilder().setTemperature(0).setMaxTokens(8).setSeed(7))
            .build();
    GenerationSummary summary = GenerationSummary.getDefaultInstance();
    Iterator<GenerateResponse> answers =
        GenerationServiceGrpc.newBlockingStub(Objects.requireNonNull(generation))
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .generate(request);
    while (answers.hasNext()) {
      summary = answers.next().getSummary();
    }
    return summary;
  }

  private VectorServiceBlockingStub vectors() {
    return VectorServiceGrpc.newBlockingStub(Objects.requireNonNull(vector))
        .withDeadlineAfter(60, TimeUnit.SECONDS);
  }
}
