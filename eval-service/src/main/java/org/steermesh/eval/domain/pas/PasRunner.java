package org.steermesh.eval.domain.pas;

import org.steermesh.eval.domain.Cancellation;
import org.steermesh.eval.domain.Notebook;
import org.steermesh.eval.domain.PasStudy;
import org.steermesh.eval.domain.StudyRunner;

/**
 * Runs a study of painless activation steering, seed by seed. All cells of a batch of items are
 * scored in one call, because they share the work on the tokens before the last; whoever takes over
 * after a crash repeats one batch at most.
 */
public final class PasRunner implements StudyRunner<PasStudy> {

  private final TaskLibrary library;
  private final LetterScorer scorer;

  /** Puts the parts together. */
  public PasRunner(TaskLibrary library, LetterScorer scorer) {
    this.library = library;
    this.scorer = scorer;
  }

  @Override
  public void run(PasStudy study, Notebook notebook, Cancellation cancellation) {
    Services services = new Services(library, scorer, notebook, cancellation);
    for (int task = 0; task < study.tasks().size(); task++) {
      for (long seed : study.seeds()) {
        new SeedRun(services, study, task, seed).run();
      }
    }
  }

  /** What the parts of a run share. */
  record Services(
      TaskLibrary library, LetterScorer scorer, Notebook notebook, Cancellation cancellation) {

    Asking asking() {
      return new Asking(scorer, notebook, cancellation);
    }
  }
}
