package org.steermesh.vector.domain.task;

/** Why a row becomes no item, or one that a protocol leaves out. */
public enum SkipReason {
  /** A column that is needed is absent, null, or not a text. */
  FIELD_MISSING(Skipped.ALL),
  /** The question is longer than the bound. */
  QUESTION_TOO_LONG(Skipped.ALL),
  /** Fewer than two choices. */
  CHOICES_TOO_FEW(Skipped.ALL),
  /** More choices than there are letters. */
  CHOICES_TOO_MANY(Skipped.ALL),
  /** The answer is a letter, but the question lists no options. */
  OPTIONS_MISSING(Skipped.ALL),
  /** The right answer is none of the choices. */
  GOLD_UNKNOWN(Skipped.ALL),
  /** The question has no visible character. */
  QUESTION_BLANK(Skipped.SOUND),
  /** A choice has no visible character. */
  CHOICE_BLANK(Skipped.SOUND),
  /** Two choices are equal, so the right one cannot be told. */
  CHOICE_REPEATED(Skipped.SOUND),
  /** The choices are not labelled with letters; the published code takes letters only. */
  LABELS_NOT_LETTERS(Skipped.PAPER);

  private final Skipped scope;

  SkipReason(Skipped scope) {
    this.scope = scope;
  }

  /** Whom it concerns. */
  public Skipped scope() {
    return scope;
  }

  /** Whom a reason concerns. */
  public enum Skipped {
    /** The row is not stored. */
    ALL,
    /** It is stored, and the published protocol leaves it out. */
    PAPER,
    /** It is stored, and the sound protocol leaves it out. */
    SOUND
  }
}
