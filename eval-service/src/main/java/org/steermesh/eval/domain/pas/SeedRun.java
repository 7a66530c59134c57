package org.steermesh.eval.domain.pas;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.steermesh.eval.domain.Notebook;
import org.steermesh.eval.domain.PasFinding;
import org.steermesh.eval.domain.PasFinding.Answers;
import org.steermesh.eval.domain.PasFinding.End;
import org.steermesh.eval.domain.PasFinding.Plan;
import org.steermesh.eval.domain.PasFinding.Test;
import org.steermesh.eval.domain.PasFinding.Vectors;
import org.steermesh.eval.domain.PasSteps;
import org.steermesh.eval.domain.PasStudy;
import org.steermesh.eval.domain.PasStudy.Part;

/** One seed of one task, from its vectors to its test. */
final class SeedRun {

  private static final int MOST_OF_ID = 40;

  private final PasRunner.Services services;
  private final PasStudy study;
  private final PasStudy.Task task;
  private final PasSteps steps;
  private final TaskLibrary.View view;
  private final Map<Part, TaskLibrary.Items> parts = new LinkedHashMap<>();

  SeedRun(PasRunner.Services services, PasStudy study, int task, long seed) {
    this.services = services;
    this.study = study;
    this.task = study.tasks().get(task);
    this.steps = new PasSteps(task, seed);
    this.view = new TaskLibrary.View(this.task.dataset(), study.protocol(), seed, study.split());
  }

  /** Does every step that is missing. */
  void run() {
    if (services.notebook().find(steps.end(), End.class).isPresent()) {
      return;
    }
    Plan plan =
        services
            .notebook()
            .find(steps.plan(), Plan.class)
            .orElseGet(() -> services.notebook().keep(steps.plan(), plan()));
    test(plan);
    services.notebook().keep(steps.end(), new End(vectorBytes(plan)));
  }

  /** The items of a part, read once. */
  TaskLibrary.Items items(Part part) {
    return parts.computeIfAbsent(
        part, wanted -> services.notebook().ask(() -> services.library().items(view, wanted)));
  }

  private Plan plan() {
    Optional<FewShot.Fitting> fitting =
        study.baselines().fewShot() > 0 ? Optional.of(examples()) : Optional.empty();
    String examples = fitting.map(FewShot.Fitting::text).orElse("");
    List<Test> tests = new ArrayList<>(List.of(Tests.unsteered("unsteered", false, "")));
    TestPlanner planner = new TestPlanner(services, study, this);
    for (boolean fewShot : study.searches()) {
      String prefix = fewShot ? examples : "";
      Vectors vectors = vectors(study.methods(), fewShot, prefix);
      List<Cells.Cell> cells = Cells.of(study, vectors);
      List<Answers> answers =
          ask(
              Part.VALIDATION,
              prefix,
              Cells.steerings(cells, vectors),
              batch -> steps.validation(fewShot, batch));
      tests.addAll(
          planner.chosen(new TestPlanner.Search(vectors, cells, answers, fewShot, prefix)));
    }
    if (!study.baselines().prompts().isEmpty()) {
      tests.add(bestPrompt());
    }
    if (fitting.isPresent()) {
      String label = "few-shot, k = " + study.baselines().fewShot();
      tests.add(Tests.unsteered(label, true, examples));
    }
    TaskLibrary.Items read = items(Part.VALIDATION);
    return new Plan(
        tests, read.train(), read.validation(), read.test(), fitting.map(FewShot.Fitting::count));
  }

  /** The vectors of some methods, at every site of the grid. */
  private Vectors vectors(List<PasStudy.Method> methods, boolean fewShot, String prefix) {
    return built(steps.vectors(fewShot), order(methods, fewShot, prefix));
  }

  /** The vectors of an order, built now if the step has not been done. */
  Vectors built(String step, TaskLibrary.Order order) {
    Notebook notebook = services.notebook();
    return notebook.findOr(
        step,
        Vectors.class,
        () -> notebook.ask(() -> services.library().build(order, services.cancellation())));
  }

  private TaskLibrary.Order order(List<PasStudy.Method> methods, boolean fewShot, String prefix) {
    return new TaskLibrary.Order(
        vectorId(fewShot ? "few" : "all"),
        study.model(),
        view,
        methods,
        study.grid().sites(),
        prefix,
        Optional.empty(),
        study.shown());
  }

  /** The id of vectors that belong to this seed. */
  String vectorId(String what) {
    String id = services.notebook().id();
    String cut = id.substring(0, Math.min(MOST_OF_ID, id.length()));
    return "%s-t%d-s%d-%s".formatted(cut, steps.task(), steps.seed(), what);
  }

  PasSteps steps() {
    return steps;
  }

  TaskLibrary.View view() {
    return view;
  }

  /** The answers to every item of a part. */
  List<Answers> ask(
      Part part,
      String prefix,
      List<Optional<LetterScorer.Push>> steerings,
      IntFunction<String> step) {
    Asking.Questions questions =
        new Asking.Questions(
            study.model(), study.shown(), items(part).items(), prefix, task.condition());
    return services.asking().ask(questions, steerings, step);
  }

  /** The answers of the unsteered model to the training items. */
  List<Answers> trainingAnswers() {
    return ask(Part.TRAIN, "", List.of(Optional.empty()), steps::train);
  }

  /** Training items that the model gets wrong, each with its right letter. */
  private FewShot.Fitting examples() {
    List<String> examples =
        FewShot.of(items(Part.TRAIN).items(), trainingAnswers(), study.baselines().fewShot());
    return services
        .notebook()
        .ask(() -> FewShot.fitting(examples, questions(), services.scorer(), study));
  }

  /** What examples stand before. */
  private List<String> questions() {
    return Stream.of(Part.VALIDATION, Part.TEST)
        .flatMap(part -> items(part).items().stream())
        .map(TaskLibrary.Item::prompt)
        .toList();
  }

  private Test bestPrompt() {
    Optional<Test> best = Optional.empty();
    for (int i = 0; i < study.baselines().prompts().size(); i++) {
      int prompt = i;
      String prefix = study.baselines().prompts().get(i) + "\n\n";
      List<Answers> answers =
          ask(
              Part.VALIDATION,
              prefix,
              List.of(Optional.empty()),
              batch -> steps.prompt(prompt, batch));
      int[] right = Cells.rightOf(answers, 0);
      double accuracy = right[1] == 0 ? Double.NaN : (double) right[0] / right[1];
      if (best.isEmpty() || accuracy > best.get().validationAccuracy()) {
        best = Optional.of(Tests.prompt("best prompt", prefix, accuracy));
      }
    }
    return best.orElseThrow();
  }

  private void test(Plan plan) {
    Map<String, List<Test>> groups = Tests.byPrefix(plan.tests());
    int group = 0;
    for (Map.Entry<String, List<Test>> each : groups.entrySet()) {
      int number = group++;
      List<Optional<LetterScorer.Push>> steerings =
          each.getValue().stream().map(test -> test.steered().map(this::push)).toList();
      ask(Part.TEST, each.getKey(), steerings, batch -> steps.test(number, batch));
    }
  }

  private LetterScorer.Push push(PasFinding.Steered steered) {
    return new Pushes(services).of(steered);
  }

  private long vectorBytes(Plan plan) {
    return plan.tests().stream()
        .flatMap(test -> test.steered().stream())
        .filter(steered -> !steered.version().isEmpty())
        .findFirst()
        .map(steered -> services.library().values(steered.version(), steered.site()))
        .map(values -> (long) Float.BYTES * values.length)
        .orElse(0L);
  }
}
