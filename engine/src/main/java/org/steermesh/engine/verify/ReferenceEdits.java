package org.steermesh.engine.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.steermesh.engine.checkpoint.TensorFile;
import org.steermesh.engine.decoder.Point;
import org.steermesh.engine.sae.SparseAutoencoder;
import org.steermesh.engine.steering.Edit;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.SparseSupport;

/** Reads the edits of {@code runs.json}, and the vectors and autoencoders that they name. */
final class ReferenceEdits {

  private final TensorFile vectors;
  private final Path autoencoders;

  ReferenceEdits(Path directory) {
    this.vectors = TensorFile.read(directory.resolve("ref/vectors.safetensors"));
    this.autoencoders = directory.resolve("sae");
  }

  float[] vector(String name) {
    return vectors.get(name).clone();
  }

  /** An autoencoder of the case, to be closed. */
  SparseAutoencoder autoencoder(String kind) {
    return SparseAutoencoder.open(autoencoders.resolve(kind));
  }

  boolean hasAutoencoder(String kind) {
    Path path = autoencoders.resolve(kind);
    return Files.isRegularFile(path)
        || (Files.isRegularFile(path.resolve("cfg.json"))
            && Files.isRegularFile(path.resolve("sae_weights.safetensors")));
  }

  /** Why an edit cannot be made from what the case has; empty where it can. */
  String obstacle(JsonNode edit) {
    String kind = edit.path("sae").asText();
    return kind.isEmpty() || hasAutoencoder(kind) ? "" : "the case has no sae/" + kind;
  }

  Edit edit(JsonNode node) {
    return new Edit(
        CaseJson.required(node, "layer").asInt(),
        Point.valueOf(CaseJson.text(node, "point").toUpperCase(Locale.ROOT)),
        positions(node.path("positions")),
        operation(node),
        (float) node.path("coef").asDouble(1));
  }

  private Operation operation(JsonNode node) {
    float value = (float) node.path("value").asDouble();
    String kind = CaseJson.text(node, "kind");
    return switch (kind) {
      case "add" -> new Operation.Add(named(node), node.path("renorm").asBoolean());
      case "ablate" -> new Operation.ProjectOut(named(node));
      case "clamp" -> new Operation.Clamp(named(node), value);
      case "sae_add" -> new Operation.Add(feature(node, 1).decoder(), false);
      case "sae_clamp" -> new Operation.SparseClamp(feature(node, value));
      case "sas" -> sparse(node, Operation.Nonlinearity.OWN);
      case "sas_relu" -> sparse(node, Operation.Nonlinearity.RELU);
      default -> throw new IllegalArgumentException("the edit '" + kind + "' is not known");
    };
  }

  private float[] named(JsonNode node) {
    return vector(CaseJson.text(node, "vector"));
  }

  private SparseSupport feature(JsonNode node, float value) {
    int[] feature = {CaseJson.required(node, "feature").asInt()};
    try (SparseAutoencoder autoencoder = autoencoder(CaseJson.text(node, "sae"))) {
      return autoencoder.support(feature, new float[] {value});
    }
  }

  private Operation sparse(JsonNode node, Operation.Nonlinearity nonlinearity) {
    float[] vector = named(node);
    int[] features = IntStream.range(0, vector.length).filter(i -> vector[i] != 0).toArray();
    float[] values = new float[features.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = vector[features[i]];
    }
    try (SparseAutoencoder autoencoder = autoencoder(CaseJson.text(node, "sae"))) {
      return autoencoder.steering(features, values, nonlinearity);
    }
  }

  private static Positions positions(JsonNode node) {
    if (node.isArray()) {
      return Positions.at(Arrays.stream(CaseJson.ints(node)).boxed().toList());
    }
    String rule = node.asText("all");
    return switch (rule) {
      case "all", "" -> Positions.of(PositionRule.ALL);
      case "prompt" -> Positions.of(PositionRule.PROMPT_ONLY);
      case "generated" -> Positions.of(PositionRule.GENERATED_ONLY);
      case "from_last_prompt" -> Positions.of(PositionRule.FROM_LAST_OF_PROMPT);
      default -> throw new IllegalArgumentException("the positions '" + rule + "' are not known");
    };
  }
}
