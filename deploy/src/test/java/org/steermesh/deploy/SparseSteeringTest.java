package org.steermesh.deploy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.cli.mesh.Service;
import org.steermesh.contract.PackedNumbers;
import org.steermesh.contract.TensorCodec;
import org.steermesh.engine.CancelSignal;
import org.steermesh.engine.CaptureRequest;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.ModelOptions;
import org.steermesh.engine.ScoreRequest;
import org.steermesh.engine.sae.ActiveFeatures;
import org.steermesh.engine.sae.SparseAutoencoder;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.steering.Operation.Nonlinearity;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.Target;
import org.steermesh.engine.tokenizer.ChatMessage;
import org.steermesh.engine.tokenizer.Prompt;
import org.steermesh.generation.v1.Continuation;
import org.steermesh.generation.v1.GenerationServiceGrpc;
import org.steermesh.generation.v1.ScoreResponse;
import org.steermesh.type.v1.Input;
import org.steermesh.type.v1.TextPrompt;
import org.steermesh.type.v1.VectorRef;
import org.steermesh.vector.v1.ReadVersionRequest;
import org.steermesh.vector.v1.ReadVersionResponse;
import org.steermesh.vector.v1.SparseRows;
import org.steermesh.vector.v1.VectorServiceGrpc;

/** A sparse vector from labelled data to a steered token, each step as the engine does it. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class SparseSteeringTest {

  private static final Path SAES = SteerProcess.smallModel().resolveSibling("sae");
  private static final Site SITE = new Site(2, Target.RESIDUAL);
  private static final double TAU = 0.5;
  private static final int ITEMS = 6;

  @TempDir Path folder;

  @Test
  void aVectorBuiltByTheMeshIsTheAlgorithmsAndSteersAsTheEngineDoes() throws Exception {
    try (RunningMesh mesh =
            RunningMesh.start(
                folder.resolve("data"), SteerProcess.smallModel(), "--sae", SAES.toString());
        LanguageModel model = LanguageModel.open(SteerProcess.smallModel(), ModelOptions.DEFAULT);
        SparseAutoencoder sae = SparseAutoencoder.open(SAES.resolve("jumprelu"))) {
      Path items = Files.writeString(folder.resolve("items.json"), items());
      steer("dataset", "upload", "kind", items.toString());
      assertThat(steer(build("jumprelu", TAU + ",0.2"))).contains("TAU").contains("0.2");

      SortedMap<Integer, Float> vector = read(mesh);
      assertThat(vector).isNotEmpty();
      assertSame(vector, expected(model, sae));
      assertThat(score(mesh)).isCloseTo(engine(model, sae, vector), within(1e-4));
      assertItIsShown();
      assertItIsComparedWithADenseOne();
      assertItIsComposed();
      assertItsSideEffectsOnFourChoicesAreMeasured();
      assertThat(SteerCommand.run(4, arguments(build("none", "0.5")))).contains("saes/none");
    }
  }

  private void assertItIsShown() throws IOException, InterruptedException {
    assertThat(steer("vector", "show", "kind")).contains("SAS").contains("jumprelu");
    assertThat(steer("vector", "explain", "kind", "--top", "3")).contains("SHARE");
    assertThat(steer("vector", "compare", "kind", "kind")).contains("1.0000");
    assertThat(steer("saes")).contains("JumpReLU").contains("TopK 8");
    assertThat(steer("features", "Hello", "--sae", "topk")).contains("STRONGEST");
  }

  private void assertItIsComparedWithADenseOne() throws IOException, InterruptedException {
    steer("vector", "build", "plain", "--dataset", "kind", "--site", "2");
    assertThat(steer("vector", "explain", "plain", "--sae", "jumprelu", "--top", "3"))
        .contains("NEAR FEATURE");
    steer("vector", "alias", "kind", "sparse");
    Path neutral = Files.writeString(folder.resolve("neutral.txt"), "Rain fell on the harbour.");
    String compared =
        steer(
            "eval",
            "compare",
            "--arm",
            "dense=plain",
            "--arm",
            "tau=kind@sparse,0.5",
            "--dataset",
            "kind",
            "--strengths",
            "-1,1",
            "--neutral",
            neutral.toString(),
            "--id",
            "arms");
    assertThat(compared).contains("dense", "tau", " of ", "TOP SHARE").contains("5 of 5");
    assertThat(steer("eval", "report", "arms")).contains("Score against perplexity ratio");
  }

  /** Two vectors that are one: composed into one change, opposite strengths cancel. */
  private void assertItIsComposed() throws IOException, InterruptedException {
    String composed =
        steer(
            "eval",
            "compose",
            "--first",
            "one=kind@sparse",
            "--second",
            "other=kind",
            "--first-dataset",
            "kind",
            "--second-dataset",
            "kind",
            "--first-strengths",
            "4",
            "--second-strengths",
            "-4",
            "--id",
            "both");
    assertThat(composed).contains("SCORE OF SECOND").contains("4 of 4");
    List<String> rows = composed.lines().map(String::strip).toList();
    String unsteered = scores(rows, "0 +0");
    assertThat(scores(rows, "4 +-4")).isEqualTo(unsteered);
    assertThat(scores(rows, "4 +0")).isNotEqualTo(unsteered);
    assertThat(steer("eval", "report", "both")).contains("moves by up to");
    assertThat(steer("eval", "list")).contains("arms").contains("both");
    assertThat(steer("vector", "overlap", "plain", "kind", "kind@sparse"))
        .contains("COSINE AT 2")
        .contains("JACCARD AT 2");
  }

  private void assertItsSideEffectsOnFourChoicesAreMeasured()
      throws IOException, InterruptedException {
    Path quiz = Files.writeString(folder.resolve("quiz.csv"), quiz());
    steer("dataset", "upload", "quiz", "--task", "mmlu", quiz.toString());
    Path declared =
        Files.writeString(
            folder.resolve("effects.yaml"),
            """
            side_effects:
              arms: [{label: sparse, vector: kind@sparse}]
              strengths: [2]
              suites:
                - name: four choices
                  choices: {dataset: quiz, max_item_count: 5, seed: 3, rendering: plain}
            """);
    assertThat(steer("eval", "run", declared.toString(), "--id", "quiz"))
        .containsPattern("four choices +unsteered +0 +accuracy .* 5 ")
        .containsPattern("four choices +sparse +\\+?2 +probability .* 5 ");
    assertThat(steer("eval", "report", "quiz")).contains("at most 5 items of datasets/quiz");
    String pairs = "side_effects.suites[0].choices.dataset=kind";
    String[] wrong = {"eval", "run", declared.toString(), "--id", "wrong", "--set", pairs};
    assertThat(SteerCommand.run(4, arguments(wrong)))
        .contains("datasets/kind holds contrastive pairs");
  }

  private static String quiz() {
    return IntStream.range(0, ITEMS)
        .mapToObj(
            i -> "%s,never,seldom,often,always,%s%n".formatted(question(i), "ABCD".charAt(i % 4)))
        .collect(Collectors.joining());
  }

  private static String scores(List<String> rows, String strengths) {
    return rows.stream()
        .filter(row -> row.matches(strengths + " +[01]\\.\\d+ .*"))
        .map(row -> row.replaceFirst(strengths, "").strip().replaceFirst("-? +[0-9.]+$", ""))
        .findFirst()
        .orElseThrow();
  }

  private static String[] build(String sae, String taus) {
    return new String[] {
      "vector", "build", "kind", "--dataset", "kind", "--method", "sas", "--sae", sae, "--tau", taus
    };
  }

  private String steer(String... command) throws IOException, InterruptedException {
    return SteerCommand.run(0, arguments(command));
  }

  private String[] arguments(String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--data", folder.resolve("data").toString()));
    return arguments.toArray(String[]::new);
  }

  private static String items() {
    return IntStream.range(0, ITEMS)
        .mapToObj(i ->
            """
            {"question": "%s", "answer_matching_behavior": "(A)", "answer_not_matching_behavior": "(B)"}
            """
                .formatted(question(i)))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String question(int index) {
    return "Is " + index + " more than " + (7 * index % 5) + "?";
  }

  /** Algorithm 1, feature by feature. */
  private static SortedMap<Integer, Float> expected(LanguageModel model, SparseAutoencoder sae) {
    Map<Integer, List<Float>> positive = rows(model, sae, "(A)");
    Map<Integer, List<Float>> negative = rows(model, sae, "(B)");
    SortedMap<Integer, Float> vector = new TreeMap<>();
    for (int feature = 0; feature < sae.description().features(); feature++) {
      List<Float> up = positive.getOrDefault(feature, List.of());
      List<Float> down = negative.getOrDefault(feature, List.of());
      boolean keepUp = up.size() >= TAU * ITEMS;
      boolean keepDown = down.size() >= TAU * ITEMS;
      if (keepUp != keepDown) {
        vector.put(feature, keepUp ? mean(up) : -mean(down));
      }
    }
    return vector;
  }

  private static float mean(List<Float> values) {
    return (float) values.stream().mapToDouble(Float::doubleValue).average().orElseThrow();
  }

  private static Map<Integer, List<Float>> rows(
      LanguageModel model, SparseAutoencoder sae, String completion) {
    Map<Integer, List<Float>> values = new TreeMap<>();
    for (int i = 0; i < ITEMS; i++) {
      CaptureRequest request =
          new CaptureRequest(
              model.encode(
                  new Prompt.Chat(List.of(new ChatMessage("user", question(i)))), completion),
              List.of(SITE),
              Positions.of(PositionRule.ANSWER_LETTER),
              List.of());
      float[][] activations =
          requireNonNull(
              model
                  .capture(List.of(request), CancelSignal.NEVER)
                  .getFirst()
                  .activations()
                  .get(SITE));
      ActiveFeatures active = sae.encode(activations[0], 1);
      for (int at = 0; at < active.features().length; at++) {
        values
            .computeIfAbsent(active.features()[at], _ -> new ArrayList<>())
            .add(active.values()[at]);
      }
    }
    return values;
  }

  private static void assertSame(
      SortedMap<Integer, Float> actual, SortedMap<Integer, Float> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    actual.forEach((feature, value) ->
        assertThat((double) value)
            .isCloseTo(requireNonNull(expected.get(feature)), within(1e-4 * Math.abs(value))));
  }

  private static SortedMap<Integer, Float> read(RunningMesh mesh) {
    ManagedChannel channel = channel(mesh, Service.VECTOR);
    try {
      Iterator<ReadVersionResponse> parts =
          VectorServiceGrpc.newBlockingStub(channel)
              .readVersion(ReadVersionRequest.newBuilder().setName("vectors/kind").build());
      assertThat(parts.next().getVersion().getSparse().getTau()).isEqualTo(TAU);
      SortedMap<Integer, Float> vector = new TreeMap<>();
      parts.forEachRemaining(part -> add(part.getRows(), vector));
      return vector;
    } finally {
      channel.shutdownNow();
    }
  }

  private static void add(SparseRows rows, SortedMap<Integer, Float> vector) {
    var bytes = rows.getRows().getFeatures();
    int[] features = PackedNumbers.decodeInts("f", bytes, PackedNumbers.countInts("f", bytes));
    float[] values = TensorCodec.decode("v", rows.getValues());
    for (int i = 0; i < features.length; i++) {
      vector.put(features[i], values[i]);
    }
  }

  private static ManagedChannel channel(RunningMesh mesh, Service service) {
    return NettyChannelBuilder.forAddress("127.0.0.1", mesh.port(service)).usePlaintext().build();
  }

  /**
   * The log-probability of a continuation, steered by name, with the defaults of a sparse vector.
   */
  private static double score(RunningMesh mesh) {
    ManagedChannel channel = channel(mesh, Service.GENERATION);
    try {
      ScoreResponse response =
          GenerationServiceGrpc.newBlockingStub(channel)
              .score(
                  org.steermesh.generation.v1.ScoreRequest.newBuilder()
                      .setInput(
                          Input.newBuilder()
                              .setPrompt(
                                  org.steermesh.type.v1.Prompt.newBuilder()
                                      .setText(TextPrompt.newBuilder().setText("Hello"))))
                      .addContinuations(Continuation.newBuilder().setText(" world"))
                      .addInterventions(
                          org.steermesh.type.v1.Intervention.newBuilder()
                              .setVector(VectorRef.newBuilder().setName("vectors/kind"))
                              .setStrength(2))
                      .build());
      assertThat(response.getReceipt().getEntries(0).getLargestDose()).isPositive();
      return response.getScores(0).getLogProbability();
    } finally {
      channel.shutdownNow();
    }
  }

  private static double engine(
      LanguageModel model, SparseAutoencoder sae, SortedMap<Integer, Float> vector) {
    int[] features = vector.keySet().stream().mapToInt(Integer::intValue).toArray();
    float[] values = new float[features.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = requireNonNull(vector.get(features[i]));
    }
    ScoreRequest request =
        new ScoreRequest(
            model.encode(new Prompt.Text("Hello", true), ""),
            List.of(model.tokenizer().encodePiece(" world")),
            List.of(
                new Intervention(
                    SITE,
                    Positions.of(PositionRule.ALL_BUT_BOS),
                    sae.steering(features, values, Nonlinearity.OWN),
                    2)));
    double sum = 0;
    for (float value :
        model
            .score(List.of(request), CancelSignal.NEVER)
            .getFirst()
            .logProbabilities()
            .getFirst()) {
      sum += value;
    }
    return sum;
  }
}
