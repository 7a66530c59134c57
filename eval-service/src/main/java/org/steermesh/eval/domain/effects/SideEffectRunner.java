package org.steermesh.eval.domain.effects;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.eval.domain.Cancellation;
import org.steermesh.eval.domain.Cell;
import org.steermesh.eval.domain.Library;
import org.steermesh.eval.domain.Notebook;
import org.steermesh.eval.domain.Question;
import org.steermesh.eval.domain.Scorer;
import org.steermesh.eval.domain.Scorer.Answer;
import org.steermesh.eval.domain.Scorer.TextAnswer;
import org.steermesh.eval.domain.SideEffectFinding;
import org.steermesh.eval.domain.SideEffectStudy;
import org.steermesh.eval.domain.SideEffectStudy.Part;
import org.steermesh.eval.domain.StudyRunner;

/** Measures suite by suite, a few cells in one pass, as they share work. */
public final class SideEffectRunner implements StudyRunner<SideEffectStudy> {

  private final Library library;
  private final Scorer scorer;
  private final int cellsPerPass;

  /**
   * Puts the parts together.
   *
   * @param cellsPerPass cells measured together, at least 1
   */
  public SideEffectRunner(Library library, Scorer scorer, int cellsPerPass) {
    this.library = library;
    this.scorer = scorer;
    this.cellsPerPass = cellsPerPass;
  }

  @Override
  public void run(SideEffectStudy study, Notebook notebook, Cancellation cancellation) {
    for (int suite = 0; suite < study.suites().size(); suite++) {
      int index = suite;
      List<Part> missing =
          study.parts().stream()
              .filter(part -> part.suite() == index)
              .filter(part -> notebook.find(part.step(), SideEffectFinding.class).isEmpty())
              .toList();
      for (int from = 0; from < missing.size(); from += cellsPerPass) {
        List<Part> pass = missing.subList(from, Math.min(from + cellsPerPass, missing.size()));
        List<Cell> cells = pass.stream().map(Part::cell).toList();
        Scorer.Grid grid = new Scorer.Grid(study.model(), cells);
        List<SideEffectFinding> found =
            notebook.ask(() -> measured(study.suites().get(index), grid, cancellation));
        for (int i = 0; i < pass.size(); i++) {
          notebook.keep(pass.get(i).step(), found.get(i));
        }
      }
    }
  }

  private List<SideEffectFinding> measured(
      Suite suite, Scorer.Grid grid, Cancellation cancellation) {
    return switch (suite) {
      case Suite.Pairs pairs -> pairs(pairs, grid, cancellation);
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

  private List<SideEffectFinding> pairs(
      Suite.Pairs suite, Scorer.Grid grid, Cancellation cancellation) {
    String digest = library.dataset(suite.items().dataset()).digest();
    if (!digest.equals(suite.digest())) {
      throw new SteermeshException(
          ErrorReason.DATASET_NOT_FOUND,
          suite.items().dataset()
              + " has changed since the evaluation was declared: its digest is "
              + digest
              + ", it was "
              + suite.digest());
    }
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
