package org.steermesh.engine;

/**
 * Follows one generation of a {@link RunningBatch}; called on the thread that steps it, and so
 * never to wait.
 */
public interface GenerationListener {

  /** Whether nobody wants the text any more; asked before every step. */
  boolean isCancelled();

  /** Takes the next token. */
  void onToken(GeneratedToken token);

  /** Takes the result; nothing follows. */
  void onEnd(GenerationResult result);

  /** Takes why there is none, {@link EngineReason#CANCELLED} among them; nothing follows. */
  void onFailure(Throwable failure);
}
