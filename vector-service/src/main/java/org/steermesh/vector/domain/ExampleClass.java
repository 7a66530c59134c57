package org.steermesh.vector.domain;

import java.util.Locale;

/** What a sequence is, of those whose activations are compared. */
public enum ExampleClass {
  /** The completion of a contrastive pair that shows the behaviour. */
  POSITIVE,
  /** The one that does not. */
  NEGATIVE,
  /** The prompt of an item that the model answers right. */
  PROMPT_RIGHT,
  /** The prompt of an item that it answers wrong. */
  PROMPT_WRONG,
  /** Question and right choice of an item that it answers right. */
  TRUTH_RIGHT,
  /** Question and right choice of an item that it answers wrong. */
  TRUTH_WRONG,
  /** Question and chosen choice of an item that it answers wrong. */
  CHOSEN_WRONG;

  /** As it is called on the wire. */
  public String toText() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
