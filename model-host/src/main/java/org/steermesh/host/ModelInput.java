package org.steermesh.host;

import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.tokenizer.Prompt;
import org.steermesh.engine.tokenizer.TokenSequence;

/**
 * A prompt and what already follows it, before they are tokens.
 *
 * @param prompt the prompt
 * @param completion the beginning of the answer; may be empty
 */
public record ModelInput(Prompt prompt, String completion) {

  /**
   * Their tokens. Costs time that the caller's text decides, so it belongs on a model thread.
   *
   * @throws org.steermesh.engine.EngineException for an input that the model cannot take
   */
  public TokenSequence encode(LanguageModel model) {
    return model.encode(prompt, completion);
  }
}
