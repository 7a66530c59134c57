package org.steermesh.engine.tokenizer;

/**
 * What tokens say, one by one. Put together, the texts of a sequence's tokens are its text with all
 * special tokens spelled out; a token that is a part of a character only says U+FFFD.
 */
public interface TokenTexts {

  /** Of sequences whose text nobody asks for. */
  TokenTexts UNKNOWN =
      id -> {
        throw new IllegalStateException("the text of token " + id + " is not known");
      };

  /**
   * What a token says.
   *
   * @param text possibly empty
   * @param special whether it is no part of what readers are shown
   * @param ends whether it ends a text, or a turn of a chat
   */
  record Said(String text, boolean special, boolean ends) {}

  /** What a token says; an id that the tokenizer does not know says nothing. */
  Said of(int id);

  /** Whether one token says exactly this. */
  default boolean hasToken(String text) {
    return false;
  }
}
