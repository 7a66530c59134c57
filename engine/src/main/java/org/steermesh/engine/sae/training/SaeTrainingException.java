package org.steermesh.engine.sae.training;

/** A training that cannot be done as asked: its text, its folder or its numbers do not allow it. */
public final class SaeTrainingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Says what was wrong and what is allowed. */
  public SaeTrainingException(String message) {
    super(message);
  }

  /** The same, with what led to it. */
  public SaeTrainingException(String message, Throwable cause) {
    super(message, cause);
  }
}
