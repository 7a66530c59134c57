package org.steermesh.engine.training;

/** A training that cannot be done as asked: its data, its folder or its numbers do not allow it. */
public final class TrainingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Says what was wrong and what is allowed. */
  public TrainingException(String message) {
    super(message);
  }

  /** The same, with what led to it. */
  public TrainingException(String message, Throwable cause) {
    super(message, cause);
  }
}
