package org.steermesh.engine.training.bpe;

import java.util.Locale;

/** The tokens that no text spells; in the order of their ids. */
public enum SpecialToken {
  /** Fills a batch; never trained. */
  PAD(0),
  /** Begins every sequence. */
  BOS(1),
  /** Ends a text. */
  EOS(2),
  /** Begins what the system says. */
  SYSTEM(3),
  /** Begins what the user says. */
  USER(4),
  /** Begins what the assistant says. */
  ASSISTANT(5),
  /** Ends what one of them says. */
  END(6);

  private final int id;

  SpecialToken(int id) {
    this.id = id;
  }

  /** How it is written, for example {@code <|bos|>}. */
  public String text() {
    return "<|" + name().toLowerCase(Locale.ROOT) + "|>";
  }

  /** Its token id. */
  public int id() {
    return id;
  }
}
