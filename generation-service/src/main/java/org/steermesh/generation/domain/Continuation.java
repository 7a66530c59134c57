package org.steermesh.generation.domain;

import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.LanguageModel;

/** Something that may follow an input. */
public sealed interface Continuation {

  /**
   * Its tokens, at least one.
   *
   * @throws EngineException PROMPT_EMPTY for none
   */
  int[] encode(LanguageModel model);

  /**
   * Plain text, tokenised apart.
   *
   * @param text the text
   */
  record Text(String text) implements Continuation {
    @Override
    public int[] encode(LanguageModel model) {
      return checked(model.tokenizer().encodePiece(text));
    }
  }

  /**
   * Token ids, taken as they are.
   *
   * @param ids each inside the vocabulary
   */
  record Tokens(int[] ids) implements Continuation {
    @Override
    public int[] encode(LanguageModel model) {
      return checked(ids);
    }
  }

  private static int[] checked(int[] ids) {
    if (ids.length == 0) {
      throw new EngineException(
          EngineReason.PROMPT_EMPTY, "a continuation has no token; at least one is needed");
    }
    return ids;
  }
}
