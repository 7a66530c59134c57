package org.steermesh.cli.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Report;
import org.steermesh.cli.show.Terminal;
import org.steermesh.cli.stage.Stages;
import org.steermesh.eval.v1.Evaluation;
import org.steermesh.eval.v1.ReadReportRequest;
import org.steermesh.eval.v1.ReportSample;
import org.steermesh.generation.v1.GetModelRequest;
import org.steermesh.type.v1.Model;
import org.steermesh.type.v1.Sae;
import org.steermesh.vector.v1.Version;

/** The whole loop over a running mesh: data, vectors, choice, measurement, texts, report. */
public final class Demo {

  private static final int QUESTIONS = 2;

  private final MeshClient mesh;
  private final DemoData data;
  private final Stages stages;
  private final DemoLoop loop;
  private final SparseLoop sparseLoop;
  private final TaskLoop taskLoop;
  private final Consumer<String> reader;

  private Demo(MeshClient mesh, DemoData data, Stages stages, Terminal terminal) {
    this.mesh = mesh;
    this.data = data;
    this.stages = stages;
    this.loop = new DemoLoop(mesh, data, terminal);
    this.sparseLoop = new SparseLoop(mesh, loop, terminal);
    this.taskLoop = new TaskLoop(mesh, terminal);
    this.reader = stages.reader();
  }

  /** What a demo leaves: its numbers as JSON, and its page. */
  public record Outcome(String json, Path report) {}

  /**
   * Runs every stage and writes the report.
   *
   * @param folder the demo data
   * @param report where the page is written
   * @throws org.steermesh.cli.SteerException naming the stage that failed
   */
  public static Outcome run(
      MeshClient mesh, Path folder, Path report, Stages stages, Terminal terminal) {
    Demo demo = new Demo(mesh, DemoData.read(folder), stages, terminal);
    Map<String, Evaluation> evaluations = new LinkedHashMap<>();
    Model model = demo.upload();
    Map<String, Version> versions = demo.build();
    Map<String, Choice> choices = demo.choose(versions);
    Map<String, Version> live = demo.release(choices);
    List<DemoResult.Measured> measured = demo.measure(choices, live, evaluations);
    Sparse sparse = demo.sparse(evaluations);
    Evaluation task = demo.task(evaluations);
    List<DemoResult.SideBySide> texts = demo.converse(measured);
    Supplier<DemoResult> all =
        () ->
            new DemoResult(
                model, stages.done(), measured, sparse.measured(), task, texts, sparse.features());
    DemoResult result = all.get();
    stages.run("write the report", () -> demo.write(result, evaluations, report));
    demo.show(result, terminal.columns());
    return new Outcome(DemoJson.of(all.get(), report), report);
  }

  private Model upload() {
    return stages.run(
        "upload the demo data: %d behaviours, training, validation and test items apart"
            .formatted(data.behaviours().size()),
        () -> {
          data.behaviours().forEach(loop::upload);
          return MeshClient.unary(mesh.generation()).getModel(GetModelRequest.getDefaultInstance());
        });
  }

  private Evaluation task(Map<String, Evaluation> evaluations) {
    Evaluation evaluation =
        stages.run(
            "steer a task from its labels (PAS, iPASwo): build, choose, test beside controls",
            () -> taskLoop.measure(data.task()));
    evaluations.put(DemoData.TASK, evaluation);
    return evaluation;
  }

  private Map<String, Version> build() {
    return stages.run(
        "build a vector for each behaviour, all blocks in one pass",
        () -> forEach(behaviour -> loop.build(behaviour, List.of())));
  }

  private Map<String, Choice> choose(Map<String, Version> versions) {
    return stages.run(
        "choose block and strength on validation items",
        () ->
            forEach(behaviour ->
                loop.choose(behaviour.name() + "-choose", behaviour, of(versions, behaviour))));
  }

  private Map<String, Version> release(Map<String, Choice> choices) {
    return stages.run(
        "release each chosen block as NAME@live",
        () -> forEach(behaviour -> loop.release(behaviour, of(choices, behaviour).block())));
  }

  private List<DemoResult.Measured> measure(
      Map<String, Choice> choices, Map<String, Version> live, Map<String, Evaluation> evaluations) {
    return stages.run(
        "measure on held-out test items and neutral text",
        () -> {
          List<DemoResult.Measured> all = new ArrayList<>();
          for (DemoData.Behaviour behaviour : data.behaviours()) {
            Evaluation evaluation =
                loop.measure(
                    behaviour.name() + "-test",
                    "CAA",
                    behaviour,
                    "vectors/" + behaviour.name() + "@live");
            evaluations.put(behaviour.name(), evaluation);
            all.add(
                new DemoResult.Measured(
                    behaviour.name(),
                    "CAA",
                    of(live, behaviour).getName(),
                    of(choices, behaviour),
                    DemoLoop.cells(evaluation)));
          }
          return all;
        });
  }

  /** What sparse steering came to; nothing where the mesh has no autoencoder of the model. */
  private record Sparse(List<DemoResult.Measured> measured, Optional<FeatureReport> features) {}

  private Sparse sparse(Map<String, Evaluation> evaluations) {
    Optional<Sae> sae = sparseLoop.sae();
    if (sae.isEmpty()) {
      reader.accept("          no sparse autoencoder of this model is at hand: no SAS");
      return new Sparse(List.of(), Optional.empty());
    }
    Map<String, List<Version>> versions =
        stages.run(
            "build sparse vectors (SAS) with %d features, four taus from one pass"
                .formatted(sae.get().getFeatureCount()),
            () -> forEach(behaviour -> sparseLoop.build(behaviour, sae.get())));
    Map<String, SparseLoop.SparseChoice> choices =
        stages.run(
            "choose tau and strength on validation items",
            () -> forEach(behaviour -> sparseLoop.choose(behaviour, of(versions, behaviour))));
    List<DemoResult.Measured> measured =
        stages.run(
            "measure the sparse vectors on the same held-out items and text",
            () -> measureSparse(choices, evaluations));
    FeatureReport features =
        stages.run("look at the features of one sparse vector", () -> study(measured, sae.get()));
    return new Sparse(measured, Optional.of(features));
  }

  private List<DemoResult.Measured> measureSparse(
      Map<String, SparseLoop.SparseChoice> choices, Map<String, Evaluation> evaluations) {
    List<DemoResult.Measured> all = new ArrayList<>();
    for (DemoData.Behaviour behaviour : data.behaviours()) {
      SparseLoop.SparseChoice chosen = of(choices, behaviour);
      Evaluation evaluation = sparseLoop.measure(behaviour, chosen);
      evaluations.put(behaviour.name() + " " + chosen.method(), evaluation);
      all.add(
          new DemoResult.Measured(
              behaviour.name(),
              chosen.method(),
              chosen.version().getName(),
              chosen.choice(),
              DemoLoop.cells(evaluation)));
    }
    return all;
  }

  /** Of the behaviour that its sparse vector moves most. */
  private FeatureReport study(List<DemoResult.Measured> measured, Sae sae) {
    DemoResult.Measured most =
        measured.stream()
            .max(Comparator.comparingDouble(each -> each.choice().best().getEffect()))
            .orElseThrow();
    return new FeatureStudy(mesh).of(most.name(), most.version(), sae, data.texts(most.name()));
  }

  /** The behaviours that steering moves most are the ones worth reading. */
  private List<DemoResult.SideBySide> converse(List<DemoResult.Measured> measured) {
    Conversation conversation = new Conversation(mesh);
    return stages.run(
        "ask two open questions, steered and not",
        () ->
            measured.stream()
                .sorted(Comparator.comparingDouble(m -> -m.choice().best().getEffect()))
                .limit(QUESTIONS)
                .map(most ->
                    conversation.ask(
                        data.openQuestion(most.name()), most.name(), most.choice().strength()))
                .toList());
  }

  private Path write(DemoResult result, Map<String, Evaluation> evaluations, Path report) {
    ReadReportRequest request =
        ReadReportRequest.newBuilder()
            .addAllNames(names(evaluations))
            .setFormat(ReadReportRequest.Format.FORMAT_HTML)
            .setTitle("Steermesh demo")
            .addAllSamples(result.continuations().stream().map(Demo::sample).toList())
            .build();
    try {
      Files.createDirectories(report.getParent());
      try (OutputStream page = Files.newOutputStream(report)) {
        Report.copy(mesh, request, page);
      }
      return report;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The methods of one behaviour beside each other, the labelled task last. */
  private List<String> names(Map<String, Evaluation> evaluations) {
    return Stream.concat(
            data.behaviours().stream().map(DemoData.Behaviour::name), Stream.of(DemoData.TASK))
        .flatMap(name ->
            evaluations.entrySet().stream()
                .filter(entry -> entry.getKey().split(" ", 2)[0].equals(name))
                .map(entry -> entry.getValue().getName()))
        .toList();
  }

  private static ReportSample sample(DemoResult.SideBySide asked) {
    ReportSample.Builder sample =
        ReportSample.newBuilder().setHeading(asked.behaviour()).setPrompt(asked.question());
    for (DemoResult.Continuation text : asked.texts()) {
      sample.addAnswers(
          ReportSample.Answer.newBuilder().setLabel(label(text.strength())).setText(text.text()));
    }
    return sample.build();
  }

  /** As the page writes strengths, whose heading names the behaviour: with a real minus sign. */
  private static String label(float strength) {
    return strength == 0
        ? "unsteered"
        : "strength " + DemoTables.signed(strength).replace('-', '\u2212');
  }

  private void show(DemoResult result, int columns) {
    reader.accept("");
    DemoTables.scores(result).lines().forEach(reader);
    reader.accept("");
    DemoTables.verdicts(result).forEach(reader);
    result.features().ifPresent(this::showFeatures);
    showTask(result.task());
    for (DemoResult.SideBySide asked : result.continuations()) {
      reader.accept("");
      DemoTables.sideBySide(asked, columns).forEach(reader);
    }
    reader.accept("");
  }

  private void showTask(Evaluation task) {
    reader.accept("");
    TaskLoop.table(task).lines().forEach(reader);
    task.getPas().getFindingsList().forEach(reader);
  }

  private void showFeatures(FeatureReport features) {
    reader.accept("");
    reader.accept("features of the sparse vector of " + features.behaviour() + ":");
    DemoTables.features(features).lines().forEach(reader);
  }

  /** What {@code work} gives for each behaviour, in the order of the index. */
  private <T> Map<String, T> forEach(Function<DemoData.Behaviour, T> work) {
    Map<String, T> results = new LinkedHashMap<>();
    data.behaviours().forEach(behaviour -> results.put(behaviour.name(), work.apply(behaviour)));
    return results;
  }

  private static <T> T of(Map<String, T> results, DemoData.Behaviour behaviour) {
    T result = results.get(behaviour.name());
    if (result == null) {
      throw new IllegalStateException("nothing is known of " + behaviour.name());
    }
    return result;
  }
}
