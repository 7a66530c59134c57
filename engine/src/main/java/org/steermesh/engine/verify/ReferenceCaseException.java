package org.steermesh.engine.verify;

/** A folder that is not a reference case, or one that contradicts itself; says what is expected. */
public final class ReferenceCaseException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ReferenceCaseException(String message) {
    super(message);
  }

  ReferenceCaseException(String message, Throwable cause) {
    super(message, cause);
  }
}
