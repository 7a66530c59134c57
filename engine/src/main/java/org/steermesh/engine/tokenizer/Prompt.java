package org.steermesh.engine.tokenizer;

import java.util.List;

/** What a caller gives a model, before it is tokens. */
public sealed interface Prompt {

  /**
   * Plain text, taken as it is.
   *
   * @param text the prompt
   * @param addSpecialTokens whether the tokenizer's own special tokens (BOS) are put before it
   */
  record Text(String text, boolean addSpecialTokens) implements Prompt {}

  /**
   * Messages, rendered with the model's own chat template, generation prompt included.
   *
   * @param messages in order, at least one
   */
  record Chat(List<ChatMessage> messages) implements Prompt {
    /** Copies the list. */
    public Chat {
      messages = List.copyOf(messages);
    }
  }

  /**
   * Token ids, taken as they are.
   *
   * @param ids each inside the vocabulary
   */
  record Tokens(int[] ids) implements Prompt {}
}
