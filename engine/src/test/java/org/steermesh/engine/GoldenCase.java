package org.steermesh.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.steermesh.engine.checkpoint.TensorFile;
import org.steermesh.engine.decoder.Point;
import org.steermesh.engine.steering.Edit;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.SparseSupport;
import org.steermesh.engine.steering.Target;
import org.steermesh.engine.tokenizer.TokenSequence;

/** A tiny random checkpoint and what a correct implementation computes on it, in float64. */
final class GoldenCase {

  static final String LLAMA = "llama3-f32";
  static final String SHARDED = "llama3-tied-bf16-sharded";
  static final List<String> ALL =
      List.of(
          LLAMA,
          SHARDED,
          "mistral-f32",
          "qwen2-tied-f32-sharded",
          "qwen3-f32",
          "gemma2-f32",
          "gemma3-f32");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final JsonNode runs;
  private final TensorFile vectors;

  GoldenCase(String name) {
    directory = Path.of("src/test/resources/golden", name);
    runs = json("ref/runs.json");
    vectors = TensorFile.read(directory.resolve("ref/vectors.safetensors"));
  }

  /** One run: a prompt, edits, and the tokens that follow. */
  record Run(String name, int[] prompt, int[] greedy, List<Edit> edits) {
    @Override
    public String toString() {
      return name;
    }

    /** The edits as interventions, for runs whose points are targets. */
    List<Intervention> interventions() {
      return edits.stream()
          .map(edit ->
              new Intervention(
                  new Site(edit.block(), target(edit.point())),
                  edit.positions(),
                  edit.operation(),
                  edit.strength()))
          .toList();
    }

    private static Target target(Point point) {
      return Arrays.stream(Target.values())
          .filter(target -> Edit.point(target) == point)
          .findFirst()
          .orElseThrow();
    }
  }

  /** A contrastive pair of prompts. */
  record Pair(int[] positive, int[] negative) {}

  List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    json("ref/contrastive.json")
        .get("pairs")
        .forEach(node -> pairs.add(new Pair(ints(node.get("pos")), ints(node.get("neg")))));
    return pairs;
  }

  @Override
  public String toString() {
    return String.valueOf(directory.getFileName());
  }

  Path model() {
    return directory.resolve("model");
  }

  TensorFile tensors(String run) {
    return TensorFile.read(file(run));
  }

  TensorFile reference(String file) {
    return TensorFile.read(directory.resolve("ref/" + file));
  }

  TensorFile autoencoder(String kind) {
    return TensorFile.read(directory.resolve("sae/" + kind + "/sae_weights.safetensors"));
  }

  float[] vector(String name) {
    return vectors.get(name).clone();
  }

  /** The runs whose tensors are here: of most cases a selection. */
  List<Run> runs() {
    List<Run> all = new ArrayList<>();
    for (JsonNode node : runs.get("runs")) {
      if (Files.exists(file(node.get("name").asText()))) {
        all.add(run(node));
      }
    }
    return all;
  }

  private Path file(String run) {
    return directory.resolve("ref/run_" + run + ".safetensors");
  }

  Run run(String name) {
    return runs().stream().filter(run -> run.name().equals(name)).findFirst().orElseThrow();
  }

  static TokenSequence sequence(int... ids) {
    int[] unknown = new int[ids.length];
    Arrays.fill(unknown, -1);
    return new TokenSequence(ids, ids.length, "", unknown, unknown, true);
  }

  /** Largest difference over the root mean square of the reference. */
  static double error(float[] actual, float[] expected) {
    if (actual.length != expected.length) {
      throw new AssertionError(actual.length + " numbers instead of " + expected.length);
    }
    double largest = 0;
    double squares = 0;
    for (int i = 0; i < actual.length; i++) {
      double difference = Math.abs((double) actual[i] - expected[i]);
      largest = Double.isNaN(difference) ? Double.NaN : Math.max(largest, difference);
      squares += (double) expected[i] * expected[i];
    }
    return largest / Math.sqrt(squares / actual.length);
  }

  /** The rows of an autoencoder that a sparse vector touches. */
  SparseSupport support(String kind, float[] sparse) {
    int[] features = IntStream.range(0, sparse.length).filter(i -> sparse[i] != 0).toArray();
    return support(kind, features, Arrays.stream(features).mapToObj(i -> sparse[i]).toList());
  }

  private SparseSupport support(String kind, int[] features, List<Float> values) {
    TensorFile sae = autoencoder(kind);
    int width = sae.get("b_dec").length;
    int all = sae.get("b_enc").length;
    int size = features.length;
    float[] encoder = new float[size * width];
    float[] decoder = new float[size * width];
    float[] bias = new float[size];
    float[] threshold = new float[size];
    boolean subtracts = kind.equals("relu"); // apply_b_dec_to_input of its cfg.json
    for (int i = 0; i < size; i++) {
      double folded = sae.get("b_enc")[features[i]];
      for (int j = 0; j < width; j++) {
        encoder[i * width + j] = sae.get("W_enc")[j * all + features[i]];
        decoder[i * width + j] = sae.get("W_dec")[features[i] * width + j];
        folded -= subtracts ? (double) sae.get("b_dec")[j] * encoder[i * width + j] : 0;
      }
      bias[i] = (float) folded;
      threshold[i] = subtracts ? 0 : sae.get("threshold")[features[i]];
    }
    float[] packed = new float[size];
    IntStream.range(0, size).forEach(i -> packed[i] = values.get(i));
    return new SparseSupport(encoder, bias, threshold, decoder, packed);
  }

  private Run run(JsonNode node) {
    List<Edit> edits = new ArrayList<>();
    node.get("edits").forEach(edit -> edits.add(edit(edit)));
    return new Run(
        node.get("name").asText(), ints(node.get("prompt")), ints(node.get("greedy")), edits);
  }

  private Edit edit(JsonNode node) {
    Point point = Point.valueOf(node.get("point").asText().toUpperCase(Locale.ROOT));
    float strength = (float) node.path("coef").asDouble(1);
    return new Edit(
        node.get("layer").asInt(),
        point,
        positions(node.path("positions")),
        operation(node),
        strength);
  }

  private Operation operation(JsonNode node) {
    String sae = node.path("sae").asText();
    float value = (float) node.path("value").asDouble();
    int[] feature = {node.path("feature").asInt()};
    return switch (node.get("kind").asText()) {
      case "add" ->
          new Operation.Add(vector(node.get("vector").asText()), node.path("renorm").asBoolean());
      case "ablate" -> new Operation.ProjectOut(vector(node.get("vector").asText()));
      case "clamp" -> new Operation.Clamp(vector(node.get("vector").asText()), value);
      case "sae_add" -> new Operation.Add(support(sae, feature, List.of(1f)).decoder(), false);
      case "sae_clamp" -> new Operation.SparseClamp(support(sae, feature, List.of(value)));
      case "sas" ->
          new Operation.SparseAdd(support(sae, vector("sas")), Operation.Nonlinearity.OWN);
      case "sas_relu" ->
          new Operation.SparseAdd(support(sae, vector("sas")), Operation.Nonlinearity.RELU);
      default -> throw new AssertionError("unknown edit " + node);
    };
  }

  private static Positions positions(JsonNode node) {
    if (node.isArray()) {
      return Positions.at(Arrays.stream(ints(node)).boxed().toList());
    }
    return switch (node.asText("all")) {
      case "all", "" -> Positions.of(PositionRule.ALL);
      case "prompt" -> Positions.of(PositionRule.PROMPT_ONLY);
      case "generated" -> Positions.of(PositionRule.GENERATED_ONLY);
      case "from_last_prompt" -> Positions.of(PositionRule.FROM_LAST_OF_PROMPT);
      default -> throw new AssertionError("unknown positions " + node);
    };
  }

  private JsonNode json(String file) {
    try {
      return JSON.readTree(directory.resolve(file).toFile());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static int[] ints(JsonNode node) {
    return JSON.convertValue(node, int[].class);
  }
}
