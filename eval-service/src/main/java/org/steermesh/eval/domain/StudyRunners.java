package org.steermesh.eval.domain;

/**
 * The runner of every kind of study.
 *
 * @param pas of painless activation steering
 * @param openEnded of free texts
 * @param sideEffects of side effects
 */
public record StudyRunners(
    StudyRunner<PasStudy> pas,
    StudyRunner<OpenEndedStudy> openEnded,
    StudyRunner<SideEffectStudy> sideEffects) {

  /** Does every missing step of {@code study}. */
  public void run(Study study, Notebook notebook, Cancellation cancellation) {
    switch (study) {
      case PasStudy declared -> pas.run(declared, notebook, cancellation);
      case OpenEndedStudy declared -> openEnded.run(declared, notebook, cancellation);
      case SideEffectStudy declared -> sideEffects.run(declared, notebook, cancellation);
    }
  }
}
