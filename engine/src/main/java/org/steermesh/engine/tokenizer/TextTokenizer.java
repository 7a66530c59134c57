package org.steermesh.engine.tokenizer;

import java.nio.file.Path;

/** The model's own tokenizer and chat template. Thread-safe; owns a native handle until closed. */
@SuppressWarnings("DoNotCallSuggester")
public final class TextTokenizer implements AutoCloseable {

  private TextTokenizer() {}

  /**
   * Opens tokenizer.json and tokenizer_config.json (and chat_template.jinja where present).
   *
   * @throws org.steermesh.engine.EngineException when a file is missing or invalid
   */
  public static TextTokenizer open(Path directory) {
    throw new UnsupportedOperationException(directory.toString());
  }

  /** Turns a prompt and its completion (possibly empty) into tokens; each is tokenised apart. */
  public TokenSequence encode(Prompt prompt, String completion) {
    throw new UnsupportedOperationException(prompt + completion);
  }

  /** The ids of a piece of text alone, no special tokens added: continuations, stop strings. */
  public int[] encodePiece(String text) {
    throw new UnsupportedOperationException(text);
  }

  /** The text of ids; special tokens are left out. */
  public String decode(int[] ids) {
    throw new UnsupportedOperationException(String.valueOf(ids.length));
  }

  /** One token as the vocabulary spells it. */
  public String piece(int id) {
    throw new UnsupportedOperationException(Integer.toString(id));
  }

  @Override
  public void close() {}
}
