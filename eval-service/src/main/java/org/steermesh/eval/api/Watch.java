package org.steermesh.eval.api;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.steermesh.contract.server.Outbound;
import org.steermesh.eval.config.EvalServiceConfig;
import org.steermesh.eval.domain.Cell;
import org.steermesh.eval.domain.CellResult;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.Evaluation.State;
import org.steermesh.eval.domain.EvaluationCatalog;
import org.steermesh.eval.domain.Steering;
import org.steermesh.eval.domain.Study;
import org.steermesh.eval.domain.StudyNews;
import org.steermesh.eval.v1.WatchEvaluationResponse;

/** Tells a caller of every change of an evaluation until it ends. */
@Singleton
class Watch {

  private final EvaluationCatalog catalog;
  private final EvalServiceConfig config;
  private final Clock clock;

  Watch(EvaluationCatalog catalog, EvalServiceConfig config, Clock clock) {
    this.catalog = catalog;
    this.config = config;
    this.clock = clock;
  }

  void follow(String id, Outbound<WatchEvaluationResponse> answers) throws InterruptedException {
    Set<Cell> told = new HashSet<>();
    Set<String> toldSteps = new HashSet<>();
    Optional<State> toldState = Optional.empty();
    while (!answers.isCancelled()) {
      Evaluation evaluation = catalog.get(id);
      State state = evaluation.progress().state();
      if (evaluation.results().cells().size() > told.size()
          || evaluation.results().findings().size() > toldSteps.size()
          || !toldState.equals(Optional.of(state))) {
        answers.send(change(evaluation, told, toldSteps));
        toldSteps.addAll(evaluation.results().findings().keySet());
        toldState = Optional.of(state);
      }
      if (state.isFinal()) {
        return;
      }
      Thread.sleep(config.watchInterval());
    }
  }

  private WatchEvaluationResponse change(
      Evaluation evaluation, Set<Cell> told, Set<String> toldSteps) {
    WatchEvaluationResponse.Builder change =
        WatchEvaluationResponse.newBuilder()
            .setState(EvaluationMessages.state(evaluation.progress().state()))
            .setProgress(ProgressMessages.progress(evaluation, clock.instant()));
    for (CellResult cell : evaluation.results().cells()) {
      if (told.add(cell.cell())) {
        if (evaluation.declaration().steering() instanceof Steering.Composition composition) {
          change.addNewComposedCells(CellMessages.composed(evaluation, composition, cell));
        } else {
          change.addNewCells(CellMessages.cell(evaluation, cell));
        }
      }
    }
    if (evaluation.declaration().steering() instanceof Study study) {
      change.addAllNews(StudyNews.of(study, evaluation.results().findings(), toldSteps));
    }
    return change.build();
  }
}
