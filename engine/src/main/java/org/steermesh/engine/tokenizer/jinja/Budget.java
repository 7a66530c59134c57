package org.steermesh.engine.tokenizer.jinja;

import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;

/**
 * What one rendering may cost. Work is counted, not timed, so that the same template and messages
 * always end the same way: one unit per character made or searched, {@link #STEP} per node visited.
 * The whole budget lasts one core less than a second.
 */
final class Budget {

  /** Units that one rendering may spend. */
  static final long WORK = 64L << 20;

  /** Units of one visited node, which is about what it costs beside a copied character. */
  static final long STEP = 8;

  /** Deepest nesting of expressions, statements, macro calls and values. */
  static final int DEPTH = 300;

  private long left = WORK;
  private int depth;

  /** Takes units; refuses when they are used up. */
  void spend(long units) {
    left -= units;
    if (left < 0) {
      throw new EngineException(
          EngineReason.TEMPLATE_TOO_EXPENSIVE,
          "the chat template needs more than "
              + WORK
              + " units of work (one per character, "
              + STEP
              + " per step) for these messages");
    }
  }

  /** Takes the units of looking for one string in another, which at worst is their product. */
  void spendSearch(String text, String sought) {
    spend(text.length() + (long) text.length() * sought.length() / 16);
  }

  /** One level deeper, at the price of a step. */
  void enter() {
    spend(STEP);
    depth++;
    if (depth > DEPTH) {
      throw new EngineException(
          EngineReason.TEMPLATE_TOO_EXPENSIVE,
          "the chat template nests more than " + DEPTH + " levels deep for these messages");
    }
  }

  /** Back up. */
  void leave() {
    depth--;
  }
}
