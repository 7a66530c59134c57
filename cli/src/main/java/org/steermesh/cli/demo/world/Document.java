package org.steermesh.cli.demo.world;

import java.util.regex.Pattern;

/**
 * One document as the model reads it, special tokens written out.
 *
 * @param text from BOS to EOS
 */
public record Document(String text) {

  /** Where the model's tokenizer cuts before it looks up pieces; special tokens are one each. */
  public static final Pattern PIECE =
      Pattern.compile("<\\|\\w+\\|>| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}<]+|\\s");

  /** Number of pieces: the number of tokens, as every word of the world is one token. */
  public int pieces() {
    return (int) PIECE.matcher(text).results().count();
  }
}
