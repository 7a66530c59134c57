package org.steermesh.engine.tokenizer.jinja;

import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;

/** The sentence of a template that cannot be read or rendered. */
final class Refusal {

  private Refusal() {}

  /** A template that does not parse. */
  static EngineException invalid(int line, String what) {
    return new EngineException(
        EngineReason.TEMPLATE_INVALID, "chat template, line " + line + ": " + what);
  }

  /** A template that fails on these messages. */
  static EngineException failed(String what) {
    return new EngineException(EngineReason.TEMPLATE_INVALID, "chat template: " + what);
  }
}
