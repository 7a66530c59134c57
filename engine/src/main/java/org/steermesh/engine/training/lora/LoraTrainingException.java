package org.steermesh.engine.training.lora;

/**
 * A training that cannot be done as asked: its items, its folder or its numbers do not allow it.
 */
public final class LoraTrainingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Says what was wrong and what is allowed. */
  public LoraTrainingException(String message) {
    super(message);
  }

  /** The same, with what led to it. */
  public LoraTrainingException(String message, Throwable cause) {
    super(message, cause);
  }
}
