package org.steermesh.engine.steering;

/** Names a set of token positions relative to a sequence's borders. */
public enum PositionRule {
  /** Every token: prompt, completion and generated. */
  ALL,
  /** Every token but a leading beginning-of-sequence token. */
  ALL_BUT_BOS,
  /** The last token of the prompt, that is, the last before the completion. */
  LAST_OF_PROMPT,
  /** The last token of the prompt and everything after it: completion and generated (CAA). */
  FROM_LAST_OF_PROMPT,
  /** The last token of the input: of the completion, or of the prompt when there is none. */
  LAST_OF_INPUT,
  /** The token that holds the first capital letter of the completion, as in "(B)". */
  ANSWER_LETTER,
  /** From the first token of the last occurrence of a marker text onward. */
  FROM_MARKER,
  /** Generated tokens only: positions at or after the input's length. */
  GENERATED_ONLY,
  /** Prompt tokens only: positions before the completion. */
  PROMPT_ONLY,
  /** The listed positions; negative ones count from the end of the input. */
  INDICES
}
