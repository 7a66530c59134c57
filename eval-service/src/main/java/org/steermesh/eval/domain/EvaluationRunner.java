package org.steermesh.eval.domain;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.eval.domain.EvaluationStore.Claim;
import org.steermesh.eval.domain.Scorer.Answer;
import org.steermesh.eval.domain.statistics.Bootstrap;

/**
 * Measures the cells of one evaluation that are still missing, and keeps each as soon as it is
 * measured.
 *
 * <p>A few cells are measured in one pass, because cells share the work on the tokens before the
 * steered ones; whoever takes over after a crash repeats one pass at most.
 */
public final class EvaluationRunner {

  private final EvaluationStore store;
  private final Library library;
  private final Scorer scorer;
  private final Retry retry;
  private final int cellsPerPass;
  private final StudyRunners studies;

  /**
   * Puts the parts together.
   *
   * @param cellsPerPass cells measured together, at least 1
   * @param studies does the steps of studies
   */
  public EvaluationRunner(
      EvaluationStore store,
      Library library,
      Scorer scorer,
      Retry retry,
      int cellsPerPass,
      StudyRunners studies) {
    this.store = store;
    this.library = library;
    this.scorer = scorer;
    this.retry = retry;
    this.cellsPerPass = cellsPerPass;
    this.studies = studies;
  }

  /**
   * Measures every missing cell, or does every missing step of a study.
   *
   * @throws SteermeshException CANCELLED if {@code cancellation} is, or the claim is lost
   */
  public void run(Claim claim, Cancellation cancellation) {
    Evaluation evaluation = store.find(claim.id()).orElseThrow(EvaluationRunner::lost);
    Declaration declaration = evaluation.declaration();
    if (declaration.steering() instanceof Study study) {
      SortedMap<String, Finding> findings = evaluation.results().findings();
      studies.run(study, new Notebook(store, claim, retry, cancellation, findings), cancellation);
      return;
    }
    Work work = new Work(declaration, retry.ask(() -> sets(evaluation), cancellation));
    Set<Integer> missing = missing(evaluation);
    List<Integer> all = IntStream.range(0, declaration.cells().size()).boxed().toList();
    for (List<Integer> pass : Passes.withMissing(all, cellsPerPass, missing::contains)) {
      List<CellResult> results = measure(work, pass, cancellation);
      for (int i = 0; i < pass.size(); i++) {
        int index = pass.get(i);
        CellResult result = results.get(i);
        if (missing.contains(index)
            && !retry.ask(() -> store.addCell(claim, index, result), cancellation)) {
          throw lost();
        }
      }
    }
  }

  /**
   * What every pass needs.
   *
   * @param sets the questions of the one behaviour, and those of a composition's second
   */
  private record Work(Declaration declaration, List<QuestionSet> sets) {}

  private record QuestionSet(PromptLayout layout, List<Question> questions) {

    List<Question> scorable() {
      return questions.stream().filter(each -> each.canBeScored(layout.answerPrefix())).toList();
    }
  }

  private List<QuestionSet> sets(Evaluation evaluation) {
    Subject subject = evaluation.subject();
    List<QuestionSet> sets = new ArrayList<>();
    sets.add(set(evaluation.declaration().items(), subject.datasetDigest()));
    if (evaluation.declaration().steering() instanceof Steering.Composition composition) {
      sets.add(set(composition.secondItems(), subject.second().orElseThrow().datasetDigest()));
    }
    return sets;
  }

  private QuestionSet set(Declaration.Items items, String declared) {
    library.dataset(items.dataset()).requireDigest(declared);
    return new QuestionSet(
        items.layout(), library.questions(items.dataset(), items.first(), items.count()));
  }

  private static Set<Integer> missing(Evaluation evaluation) {
    List<Cell> cells = evaluation.declaration().cells();
    Set<Integer> missing = new HashSet<>();
    for (int index = 0; index < cells.size(); index++) {
      if (evaluation.results().find(cells.get(index)).isEmpty()) {
        missing.add(index);
      }
    }
    return missing;
  }

  private List<CellResult> measure(Work work, List<Integer> indices, Cancellation cancellation) {
    Declaration declaration = work.declaration();
    List<Cell> all = declaration.cells();
    List<Cell> cells = indices.stream().map(all::get).toList();
    Scorer.Grid grid = new Scorer.Grid(declaration.steering().model(), cells);
    List<List<List<Answer>>> answers = new ArrayList<>();
    for (QuestionSet set : work.sets()) {
      List<Question> scorable = set.scorable();
      answers.add(
          retry.ask(
              () -> scorer.questions(grid, set.layout(), scorable, cancellation), cancellation));
    }
    List<List<Answer>> texts =
        retry.ask(() -> texts(grid, declaration.neutralTexts(), cancellation), cancellation);
    List<CellResult> results = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      int cell = i;
      List<List<Answer>> ofSets = answers.stream().map(set -> set.get(cell)).toList();
      List<Answer> cellTexts = texts.isEmpty() ? List.of() : texts.get(i);
      results.add(result(work, cells.get(i), ofSets, cellTexts));
    }
    return results;
  }

  private static CellResult result(
      Work work, Cell cell, List<List<Answer>> answers, List<Answer> texts) {
    Bootstrap bootstrap = work.declaration().analysis().bootstrap();
    List<BehaviourScore> scores = new ArrayList<>();
    double dose = largestDose(texts);
    for (int i = 0; i < answers.size(); i++) {
      QuestionSet set = work.sets().get(i);
      String prefix = set.layout().answerPrefix();
      scores.add(
          BehaviourScore.of(ItemScores.of(set.questions(), answers.get(i), prefix), bootstrap));
      dose = Math.max(dose, largestDose(answers.get(i)));
    }
    return new CellResult(
        cell, scores.getFirst(), scores.stream().skip(1).findFirst(), perplexity(texts), dose);
  }

  private List<List<Answer>> texts(
      Scorer.Grid grid, List<String> texts, Cancellation cancellation) {
    return texts.isEmpty() ? List.of() : scorer.texts(grid, texts, cancellation);
  }

  private static Optional<Perplexity> perplexity(List<Answer> texts) {
    int scored = 0;
    long tokens = 0;
    double logLikelihood = 0;
    SortedMap<String, Integer> unscored = new TreeMap<>();
    for (Answer text : texts) {
      switch (text) {
        case Answer.Scored(List<Double> logProbabilities, int count, double dose) -> {
          scored++;
          tokens += count;
          logLikelihood += logProbabilities.getFirst();
        }
        case Answer.Refused(String reason) -> unscored.merge(reason, 1, Integer::sum);
      }
    }
    return texts.isEmpty()
        ? Optional.empty()
        : Optional.of(new Perplexity(scored, tokens, logLikelihood, unscored));
  }

  private static double largestDose(List<Answer> answers) {
    double largest = 0;
    for (Answer answer : answers) {
      largest =
          switch (answer) {
            case Answer.Scored(List<Double> logProbabilities, int tokens, double dose) ->
                Math.max(largest, dose);
            case Answer.Refused(String reason) -> largest;
          };
    }
    return largest;
  }

  private static SteermeshException lost() {
    return new SteermeshException(
        ErrorReason.CANCELLED, "another replica has the evaluation, or it was deleted");
  }
}
