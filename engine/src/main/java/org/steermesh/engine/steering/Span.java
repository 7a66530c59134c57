package org.steermesh.engine.steering;

/**
 * A kind of stretch of text whose tokens are never selected. A stretch is followed along prompt,
 * completion and generated tokens alike, as the tokenizer decodes each: whether a token is inside
 * depends on it and the tokens before it, and never changes. A token is inside where any of its
 * characters is; so the token that completes the beginning of a stretch is, those that hold only an
 * earlier part of it are not, and the one that completes the end is the last that is.
 */
public sealed interface Span {

  /**
   * A fenced block of code of Markdown: from three or more backticks or tildes at the beginning of
   * a line, blanks before them allowed, to the end of a line that has at least as many and nothing
   * else. A special token ends a block, as the text of a message ends there. A line with backticks
   * after its first ones is no fence.
   */
  record CodeFence() implements Span {}

  /**
   * A call of a tool as the model writes it: the first that the vocabulary has a token for of
   * {@code <tool_call>} to {@code </tool_call>}, {@code [TOOL_CALLS]} to the end of the turn, and
   * {@code <|python_tag|>} to the end of the turn; the first of them where it has none.
   */
  record ToolCall() implements Span {}

  /**
   * From one text to another, or to a token that ends a text.
   *
   * @param begin at least one character
   * @param end empty where only a token that ends a text does
   */
  record Marked(String begin, String end) implements Span {

    /** Refuses a stretch without a beginning. */
    public Marked {
      if (begin.isEmpty()) {
        throw new IllegalArgumentException("a stretch of text needs a text that begins it");
      }
    }
  }
}
