package org.steermesh.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.steermesh.engine.checkpoint.TensorFile;
import org.steermesh.engine.decoder.Point;
import org.steermesh.engine.sae.SparseAutoencoder;
import org.steermesh.engine.steering.Edit;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.SparseSupport;
import org.steermesh.engine.steering.Target;
import org.steermesh.engine.tokenizer.TokenSequence;
import org.steermesh.engine.verify.Deviation;
import org.steermesh.engine.verify.ReferenceCase;
import org.steermesh.engine.verify.ReferenceRun;

/** One of the reference cases among the test resources, and the tensors that only tests read. */
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
  private final ReferenceCase reference;

  GoldenCase(String name) {
    directory = Path.of("src/test/resources/golden", name);
    reference = ReferenceCase.open(directory);
  }

  /** A contrastive pair of prompts. */
  record Pair(int[] positive, int[] negative) {}

  List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    try {
      JsonNode all = JSON.readTree(directory.resolve("ref/contrastive.json").toFile());
      for (JsonNode node : all.get("pairs")) {
        pairs.add(new Pair(ids(node.get("pos")), ids(node.get("neg"))));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return pairs;
  }

  private static int[] ids(JsonNode node) {
    return JSON.convertValue(node, int[].class);
  }

  ReferenceCase reference() {
    return reference;
  }

  Path model() {
    return reference.model();
  }

  ReferenceRun run(String name) {
    return reference.runs().stream()
        .filter(run -> run.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  TensorFile tensors(String run) {
    return reference.tensors(run(run));
  }

  TensorFile reference(String file) {
    return TensorFile.read(directory.resolve("ref/" + file));
  }

  TensorFile autoencoder(String kind) {
    return TensorFile.read(directory.resolve("sae/" + kind + "/sae_weights.safetensors"));
  }

  float[] vector(String name) {
    return reference.vector(name);
  }

  SparseSupport support(String kind, float[] sparse) {
    int[] features = features(sparse);
    try (SparseAutoencoder autoencoder = reference.autoencoder(kind)) {
      return autoencoder.support(features, valuesOf(features, sparse));
    }
  }

  Operation steering(String kind, float[] sparse, Operation.Nonlinearity nonlinearity) {
    int[] features = features(sparse);
    try (SparseAutoencoder autoencoder = reference.autoencoder(kind)) {
      return autoencoder.steering(features, valuesOf(features, sparse), nonlinearity);
    }
  }

  private static int[] features(float[] sparse) {
    return IntStream.range(0, sparse.length).filter(i -> sparse[i] != 0).toArray();
  }

  private static float[] valuesOf(int[] features, float[] sparse) {
    float[] values = new float[features.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = sparse[features[i]];
    }
    return values;
  }

  /** The edits of a run as interventions, where all their points are targets. */
  static List<Intervention> interventions(ReferenceRun run) {
    return run.edits().stream()
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

  static TokenSequence sequence(int... ids) {
    return TokenSequence.ofIds(ids);
  }

  static double error(float[] actual, float[] expected) {
    return Deviation.of(actual, expected);
  }

  @Override
  public String toString() {
    return reference.toString();
  }
}
