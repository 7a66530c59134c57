package org.steermesh.eval.domain;

/**
 * The runner of every kind of study.
 *
 * @param pas of painless activation steering
 */
public record StudyRunners(StudyRunner<PasStudy> pas) {

  /** Does every missing step of {@code study}. */
  public void run(Study study, Notebook notebook, Cancellation cancellation) {
    switch (study) {
      case PasStudy declared -> pas.run(declared, notebook, cancellation);
    }
  }
}
