package org.steermesh.eval.domain;

/** Does the steps of one kind of study that are still missing. */
@FunctionalInterface
public interface StudyRunner<S extends Study> {

  /**
   * Does every missing step of {@code study} and keeps what it found.
   *
   * @param notebook what earlier steps found, and where new findings go
   * @throws org.steermesh.contract.SteermeshException CANCELLED if {@code cancellation} is, or the
   *     claim is lost
   */
  void run(S study, Notebook notebook, Cancellation cancellation);
}
