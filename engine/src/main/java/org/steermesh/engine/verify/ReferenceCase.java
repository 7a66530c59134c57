package org.steermesh.engine.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.steermesh.engine.checkpoint.TensorFile;
import org.steermesh.engine.sae.SparseAutoencoder;
import org.steermesh.engine.steering.Edit;

/**
 * A folder with a checkpoint and what a correct implementation computes on it: {@code model/} in
 * Hugging Face layout, {@code ref/runs.json} with prompts, edits and greedy tokens, {@code
 * ref/run_NAME.safetensors} with the tensors of each run, {@code ref/vectors.safetensors} with the
 * vectors that edits name and, for sparse edits, {@code sae/KIND/} in SAELens layout or {@code
 * sae/params.npz} in that of Gemma Scope, with {@code ref/sae.safetensors}: what they compute.
 */
public final class ReferenceCase {

  private static final String RUNS = "ref/runs.json";
  private static final String CONFIG = "model/config.json";
  private static final String AUTOENCODERS = "ref/sae.safetensors";

  private final Path directory;
  private final ReferenceEdits edits;
  private final List<ReferenceRun> runs = new ArrayList<>();
  private final Map<String, String> skipped = new LinkedHashMap<>();

  private ReferenceCase(Path directory) {
    this.directory = directory;
    this.edits = new ReferenceEdits(directory);
  }

  /**
   * Reads a case.
   *
   * @throws ReferenceCaseException when the folder is none, or its runs cannot be understood
   * @throws org.steermesh.engine.EngineException when a file of tensors is absent or damaged
   */
  public static ReferenceCase open(Path directory) {
    for (String file : List.of(CONFIG, RUNS)) {
      if (!Files.isRegularFile(directory.resolve(file))) {
        throw new ReferenceCaseException(
            directory + " is not a reference case: it has no " + file + expected());
      }
    }
    ReferenceCase opened = new ReferenceCase(directory);
    JsonNode all = CaseJson.read(directory.resolve(RUNS)).path("runs");
    all.forEach(opened::add);
    if (opened.runs.isEmpty()) {
      throw new ReferenceCaseException(
          directory
              + " has no run that can be checked: of the "
              + all.size()
              + " in "
              + RUNS
              + " none has its tensors and autoencoders here"
              + expected());
    }
    return opened;
  }

  /**
   * The case that a folder is, or the cases that it holds, by name.
   *
   * @throws ReferenceCaseException when there is none
   */
  public static List<ReferenceCase> find(Path directory) {
    if (Files.isRegularFile(directory.resolve(RUNS)) || !Files.isDirectory(directory)) {
      return List.of(open(directory));
    }
    try (Stream<Path> children = Files.list(directory)) {
      List<ReferenceCase> cases =
          children
              .filter(child -> Files.isRegularFile(child.resolve(RUNS)))
              .sorted()
              .map(ReferenceCase::open)
              .toList();
      return cases.isEmpty() ? List.of(open(directory)) : cases;
    } catch (IOException e) {
      throw new ReferenceCaseException(directory + " cannot be listed: " + e.getMessage(), e);
    }
  }

  private static String expected() {
    return "; a case has "
        + CONFIG
        + ", "
        + RUNS
        + " and ref/run_NAME.safetensors; name such a folder, or one that holds several";
  }

  private void add(JsonNode node) {
    String name = node.path("name").asText();
    try {
      String obstacle = obstacle(name, CaseJson.required(node, "edits"));
      if (obstacle.isEmpty()) {
        runs.add(
            new ReferenceRun(
                CaseJson.text(node, "name"),
                CaseJson.ints(CaseJson.required(node, "prompt")),
                CaseJson.ints(CaseJson.required(node, "greedy")),
                node.get("edits").valueStream().map(edits::edit).toList()));
      } else {
        skipped.put(name, obstacle);
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new ReferenceCaseException(
          directory.resolve(RUNS) + ": run '" + name + "': " + e.getMessage(), e);
    }
  }

  private String obstacle(String run, JsonNode wanted) {
    if (!Files.isRegularFile(file(run))) {
      return "the case has no ref/" + file(run).getFileName();
    }
    return wanted
        .valueStream()
        .map(edits::obstacle)
        .filter(obstacle -> !obstacle.isEmpty())
        .findFirst()
        .orElse("");
  }

  private Path file(String run) {
    return directory.resolve("ref/run_" + run + ".safetensors");
  }

  /** The name of its folder. */
  public String name() {
    return String.valueOf(directory.toAbsolutePath().normalize().getFileName());
  }

  /** The folder of its checkpoint. */
  public Path model() {
    return directory.resolve("model");
  }

  /** The runs that can be checked, in the order of the file. */
  public List<ReferenceRun> runs() {
    return Collections.unmodifiableList(runs);
  }

  /** The runs that cannot be checked, each with what is missing for it. */
  public Map<String, String> skipped() {
    return Collections.unmodifiableMap(skipped);
  }

  /** The reference tensors of a run: of its prompt pass, and {@code greedy_logits}. */
  public TensorFile tensors(ReferenceRun run) {
    return TensorFile.read(file(run.name()));
  }

  /** A vector that edits name. */
  public float[] vector(String name) {
    return edits.vector(name);
  }

  /** An autoencoder of the case, by its name in {@code sae/}; to be closed. */
  public SparseAutoencoder autoencoder(String kind) {
    return edits.autoencoder(kind);
  }

  boolean hasAutoencoder(String kind) {
    return edits.hasAutoencoder(kind);
  }

  /** What the autoencoders compute; nothing where the case does not say. */
  Optional<TensorFile> autoencoderTensors() {
    Path file = directory.resolve(AUTOENCODERS);
    return Files.isRegularFile(file) ? Optional.of(TensorFile.read(file)) : Optional.empty();
  }

  /** The edits of a run, also of one whose tensors are not here. */
  List<Edit> edits(String run) {
    return editsOf(run).map(edits::edit).toList();
  }

  /** Whether there is such a run, and all that its edits name. */
  boolean canEdit(String run) {
    List<String> obstacles = editsOf(run).map(edits::obstacle).toList();
    return !obstacles.isEmpty() && obstacles.stream().allMatch(String::isEmpty);
  }

  private Stream<JsonNode> editsOf(String run) {
    return CaseJson.read(directory.resolve(RUNS))
        .path("runs")
        .valueStream()
        .filter(node -> node.path("name").asText().equals(run))
        .flatMap(node -> node.path("edits").valueStream());
  }

  @Override
  public String toString() {
    return name();
  }
}
