package org.steermesh.eval.domain.effects;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.eval.domain.Cancellation;
import org.steermesh.eval.domain.Cell;
import org.steermesh.eval.domain.Library;
import org.steermesh.eval.domain.Notebook;
import org.steermesh.eval.domain.PasStudy;
import org.steermesh.eval.domain.Passes;
import org.steermesh.eval.domain.Question;
import org.steermesh.eval.domain.Scorer;
import org.steermesh.eval.domain.Scorer.Answer;
import org.steermesh.eval.domain.Scorer.TextAnswer;
import org.steermesh.eval.domain.SideEffectFinding;
import org.steermesh.eval.domain.SideEffectStudy;
import org.steermesh.eval.domain.SideEffectStudy.Part;
import org.steermesh.eval.domain.StudyRunner;
import org.steermesh.eval.domain.pas.LetterScorer;
import org.steermesh.eval.domain.pas.TaskLibrary;

/** Measures suite by suite, a few cells in one pass, as they share work. */
public final class SideEffectRunner implements StudyRunner<SideEffectStudy> {

  private final Library library;
  private final TaskLibrary tasks;
  private final Scorer scorer;
  private final int cellsPerPass;

  /**
   * Puts the parts together.
   *
   * @param cellsPerPass cells measured together, at least 1
   */
  public SideEffectRunner(Library library, TaskLibrary tasks, Scorer scorer, int cellsPerPass) {
    this.library = library;
    this.tasks = tasks;
    this.scorer = scorer;
    this.cellsPerPass = cellsPerPass;
  }

  @Override
  public void run(SideEffectStudy study, Notebook notebook, Cancellation cancellation) {
    for (int suite = 0; suite < study.suites().size(); suite++) {
      int index = suite;
      List<Part> parts = study.parts().stream().filter(part -> part.suite() == index).toList();
      Predicate<Part> missing =
          part -> notebook.find(part.step(), SideEffectFinding.class).isEmpty();
      for (List<Part> pass : Passes.withMissing(parts, cellsPerPass, missing)) {
        List<Cell> cells = pass.stream().map(Part::cell).toList();
        Scorer.Grid grid = new Scorer.Grid(study.model(), cells);
        List<SideEffectFinding> found =
            notebook.ask(() -> measured(study.suites().get(index), grid, cancellation));
        for (int i = 0; i < pass.size(); i++) {
          if (missing.test(pass.get(i))) {
            notebook.keep(pass.get(i).step(), found.get(i));
          }
        }
      }
    }
  }

  private List<SideEffectFinding> measured(
      Suite suite, Scorer.Grid grid, Cancellation cancellation) {
    return switch (suite) {
      case Suite.Pairs pairs -> pairs(pairs, grid, cancellation);
      case Suite.Choices choices -> choices(choices, grid, cancellation);
      case Suite.Truth truth -> {
        List<Scorer.Options> options =
            truth.items().stream().map(each -> options(truth, each)).toList();
        yield scorer.options(grid, options, cancellation).stream()
            .map(answers -> ItemMeasures.truth(truth.items(), answers))
            .toList();
      }
      case Suite.Neutral neutral when neutral.divergence() ->
          scorer.divergingTexts(grid, neutral.texts(), cancellation).stream()
              .map(ItemMeasures::texts)
              .toList();
      case Suite.Neutral neutral ->
          scorer.texts(grid, neutral.texts(), cancellation).stream()
              .map(answers ->
                  ItemMeasures.texts(answers.stream().map(SideEffectRunner::plain).toList()))
              .toList();
    };
  }

  private static TextAnswer plain(Answer answer) {
    return switch (answer) {
      case Answer.Refused(String reason) -> new TextAnswer.Refused(reason);
      case Answer.Scored(List<Double> logs, int tokens, double dose) ->
          new TextAnswer.Measured(logs.getFirst(), tokens, Double.NaN, dose);
    };
  }

  private static Scorer.Options options(Suite.Truth suite, Suite.TruthItem item) {
    boolean spaced =
        suite.layout().rendering() == PromptLayout.Rendering.PLAIN
            && !suite.layout().answerPrefix().endsWith(" ");
    List<String> continuations = new ArrayList<>();
    item.right().forEach(answer -> continuations.add(spaced ? " " + answer : answer));
    item.wrong().forEach(answer -> continuations.add(spaced ? " " + answer : answer));
    return new Scorer.Options(suite.layout(), item.question(), continuations);
  }

  private List<SideEffectFinding> choices(
      Suite.Choices suite, Scorer.Grid grid, Cancellation cancellation) {
    Suite.Draw draw = suite.draw();
    library.dataset(draw.dataset()).requireDigest(suite.digest());
    TaskLibrary.View view =
        new TaskLibrary.View(
            draw.dataset(),
            PasStudy.Protocol.SOUND,
            draw.seed(),
            new PasStudy.Split(draw.most(), 0, 0, draw.most()));
    List<TaskLibrary.Item> items = tasks.items(view, PasStudy.Part.TEST).items();
    List<LetterScorer.Prompt> prompts =
        items.stream()
            .map(item -> new LetterScorer.Prompt(suite.rendering(), item.prompt(), item.letters()))
            .toList();
    List<Integer> golds = items.stream().map(TaskLibrary.Item::gold).toList();
    return scorer.letters(grid, prompts, cancellation).stream()
        .map(answers -> ItemMeasures.choices(golds, answers))
        .toList();
  }

  private List<SideEffectFinding> pairs(
      Suite.Pairs suite, Scorer.Grid grid, Cancellation cancellation) {
    library.dataset(suite.items().dataset()).requireDigest(suite.digest());
    List<Question> questions =
        library.questions(suite.items().dataset(), suite.items().first(), suite.items().count());
    String prefix = suite.items().layout().answerPrefix();
    List<Question> scorable = questions.stream().filter(each -> each.canBeScored(prefix)).toList();
    SortedMap<String, Integer> unscorable = new TreeMap<>();
    if (scorable.size() < questions.size()) {
      unscorable.put("ANSWERS_NOT_DISTINCT", questions.size() - scorable.size());
    }
    return scorer.questions(grid, suite.items().layout(), scorable, cancellation).stream()
        .map(answers -> ItemMeasures.pairs(answers, unscorable))
        .toList();
  }
}
