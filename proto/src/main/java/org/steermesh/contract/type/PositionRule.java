package org.steermesh.contract.type;

/** Names a set of token positions relative to the borders of a sequence. */
public enum PositionRule {
  /** Every token. */
  ALL,
  /** Every token but a leading beginning-of-sequence token. */
  ALL_BUT_BOS,
  /** The last token of the prompt. */
  LAST_OF_PROMPT,
  /** The last token of the prompt and everything after it. */
  FROM_LAST_OF_PROMPT,
  /** The last token of the input. */
  LAST_OF_INPUT,
  /** The token that holds the first capital letter of the completion. */
  ANSWER_LETTER,
  /** From the first token of the last occurrence of a marker text onward. */
  FROM_MARKER,
  /** Generated tokens only. */
  GENERATED_ONLY,
  /** Prompt tokens only. */
  PROMPT_ONLY,
  /** The listed positions. */
  INDICES
}
