package org.steermesh.engine;

/** Asked between tokens and between batches: whether the caller still wants the result. */
@FunctionalInterface
public interface CancelSignal {

  /** Never cancelled. */
  CancelSignal NEVER = () -> false;

  /** Whether computing should stop; cheap, called from the computing thread. */
  boolean isCancelled();

  /** Throws {@link EngineReason#CANCELLED} when computing should stop. */
  default void check() {
    if (isCancelled()) {
      throw new EngineException(EngineReason.CANCELLED, "the caller cancelled");
    }
  }
}
