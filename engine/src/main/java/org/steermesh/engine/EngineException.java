package org.steermesh.engine;

import java.util.Map;

/**
 * A refusal: the input cannot be served as asked. The message says what was wrong and what is
 * allowed; the metadata repeats its variables for programs. Bugs are other exceptions.
 */
public final class EngineException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final EngineReason reason;
  private final transient Map<String, String> metadata;

  /** Refuses with a sentence for people. */
  public EngineException(EngineReason reason, String message) {
    this(reason, message, Map.of());
  }

  /** Refuses with a sentence for people and its variables for programs. */
  public EngineException(EngineReason reason, String message, Map<String, String> metadata) {
    super(message);
    this.reason = reason;
    this.metadata = Map.copyOf(metadata);
  }

  /** Why. */
  public EngineReason reason() {
    return reason;
  }

  /** The variables of the message. */
  public Map<String, String> metadata() {
    return metadata;
  }
}
