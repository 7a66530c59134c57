package org.steermesh.cli.study;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.steermesh.cli.client.DatasetUpload;
import org.steermesh.cli.client.EvaluationRun;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Report;
import org.steermesh.cli.file.FileProblem;
import org.steermesh.cli.file.WholeFile;
import org.steermesh.cli.sft.AdapterItems;
import org.steermesh.cli.show.Terminal;
import org.steermesh.cli.stage.Stages;
import org.steermesh.engine.training.lora.LoraItems;
import org.steermesh.eval.v1.CreateEvaluationRequest;
import org.steermesh.eval.v1.Declaration;
import org.steermesh.eval.v1.Evaluation;
import org.steermesh.eval.v1.PasBaselines;
import org.steermesh.eval.v1.PasResult;
import org.steermesh.eval.v1.PasSearch;
import org.steermesh.eval.v1.PasSplit;
import org.steermesh.eval.v1.PasTaskResult;
import org.steermesh.eval.v1.ReadReportRequest;
import org.steermesh.vector.v1.TaskView;

/**
 * One labelled task bettered by vectors, by examples before the question, by an adapter trained on
 * the same items, and by these together, on the same splits.
 */
public final class Study {

  private final StudyPlan plan;
  private final StudyMeshes meshes;
  private final StudyPlan.Training training;
  private final Stages stages;
  private final Terminal terminal;

  private Study(
      StudyPlan plan,
      StudyMeshes meshes,
      StudyPlan.Training training,
      Stages stages,
      Terminal terminal) {
    this.plan = plan;
    this.meshes = meshes;
    this.training = training;
    this.stages = stages;
    this.terminal = terminal;
  }

  /**
   * Runs every stage.
   *
   * @throws org.steermesh.cli.SteerException naming the stage that failed
   */
  public static StudyResult run(
      StudyPlan plan,
      StudyMeshes meshes,
      StudyPlan.Training training,
      Stages stages,
      Terminal terminal) {
    return new Study(plan, meshes, training, stages, terminal).run();
  }

  /** What the base says, and what its adapters are trained on, by seed. */
  private record Base(PasResult result, Map<Long, LoraItems> items) {}

  private StudyResult run() {
    Base base = during("start a mesh with the base", Optional.empty(), this::base);
    List<StudyResult.Tuned> tuned = new ArrayList<>();
    base.items().forEach((seed, items) -> tuned.add(tuned(seed, items)));
    return StudyResult.of(plan.search(), base.result(), tuned, stages.done());
  }

  private <T> T during(String stage, Optional<Path> adapter, Function<MeshClient, T> work) {
    try (StudyMeshes.Running mesh = stages.run(stage, () -> meshes.start(adapter))) {
      return work.apply(mesh.client());
    }
  }

  private Base base(MeshClient mesh) {
    stages.run(
        "upload the items",
        () -> DatasetUpload.send(mesh.vectorStreams(), plan.header(), plan.files()));
    Map<Long, LoraItems> items =
        stages.run("read the training items of every seed", () -> trainingItems(mesh));
    PasResult result =
        stages.run(
            "search vectors and examples for the base, seed by seed",
            () -> evaluate(mesh, "base", "the base", plan.search()));
    return new Base(result, items);
  }

  private Map<Long, LoraItems> trainingItems(MeshClient mesh) {
    Map<Long, LoraItems> items = new LinkedHashMap<>();
    for (long seed : plan.search().getSeedsList()) {
      LoraItems all =
          AdapterItems.read(mesh, plan.dataset(), view(seed), plan.search().getRendering());
      items.put(seed, new LoraItems(all.training(), List.of(), List.of()));
    }
    // What no adapter could be trained on is refused here, not after a search.
    training.check(items, this::folder);
    return items;
  }

  private Path folder(long seed) {
    return meshes.folder().resolve("adapters").resolve("seed-" + seed);
  }

  /** The view that the search has of the items of a seed. */
  private TaskView view(long seed) {
    PasSplit split = plan.search().getSplit();
    return TaskView.newBuilder()
        .setSeed(seed)
        .setMaxItems(split.getMaxItems())
        .setTrainCount(split.getTrainItems())
        .setValidationCount(split.getValidationItems())
        .setTestCount(split.getTestItems())
        .build();
  }

  private StudyResult.Tuned tuned(long seed, LoraItems items) {
    Path folder = folder(seed);
    double seconds =
        stages.run(
            "train an adapter on the %d training items of seed %d"
                .formatted(items.training().size(), seed),
            () -> train(items, seed, folder));
    PasSearch search =
        plan.search().toBuilder()
            .clearSeeds()
            .addSeeds(seed)
            .setBaselines(PasBaselines.getDefaultInstance())
            .build();
    PasResult result =
        during(
            "start a mesh with the adapter of seed " + seed,
            Optional.of(folder),
            mesh ->
                stages.run(
                    "search vectors for the model with the adapter of seed " + seed,
                    () -> measured(mesh, seed, search)));
    return new StudyResult.Tuned(seconds, result);
  }

  private double train(LoraItems items, long seed, Path folder) {
    long begun = System.nanoTime();
    training.train(items, seed, folder);
    return (System.nanoTime() - begun) / 1e9;
  }

  private PasResult measured(MeshClient mesh, long seed, PasSearch search) {
    PasResult result = evaluate(mesh, name(seed), "with the adapter of seed " + seed, search);
    List<Long> seeds = plan.search().getSeedsList();
    if (seed == seeds.getLast()) {
      plan.report().ifPresent(file -> write(mesh, file));
    }
    return result;
  }

  private static String name(long seed) {
    return "sft-" + seed;
  }

  private PasResult evaluate(MeshClient mesh, String id, String what, PasSearch search) {
    CreateEvaluationRequest request =
        CreateEvaluationRequest.newBuilder()
            .setEvaluationId(id)
            .setDeclaration(Declaration.newBuilder().setDescription(what).setPas(search))
            .build();
    Evaluation evaluation = EvaluationRun.run(mesh, request, "searching", terminal);
    for (PasTaskResult task : evaluation.getPas().getTasksList()) {
      task.getSeedsList().stream()
          .flatMap(seed -> seed.getUnscoredList().stream())
          .forEach(unscored ->
              terminal.note(
                  "%s: %d test prompts were not scored: %s"
                      .formatted(what, unscored.getCount(), unscored.getReason())));
    }
    return evaluation.getPas();
  }

  /** Every evaluation of the study on one page; all of them are in the library of this mesh. */
  private void write(MeshClient mesh, Path file) {
    ReadReportRequest request =
        ReadReportRequest.newBuilder()
            .addAllNames(
                Stream.concat(
                        Stream.of("base"), plan.search().getSeedsList().stream().map(Study::name))
                    .map("evaluations/"::concat)
                    .toList())
            .setFormat(ReadReportRequest.Format.FORMAT_HTML)
            .setTitle("Steermesh study")
            .build();
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    try {
      Report.copy(mesh, request, page);
      WholeFile.write(file, part -> Files.write(part, page.toByteArray()));
    } catch (IOException e) {
      throw FileProblem.writing(file, e);
    }
  }
}
