package org.steermesh.engine.training.lora;

/**
 * A labelled text as tokens.
 *
 * @param ids prompt, then completion
 * @param promptLength number of tokens before the completion, from 1
 * @param choices the tokens that a multiple-choice question offers; none for free text
 * @param gold which of them the completion is; -1 for free text
 */
record Example(int[] ids, int promptLength, int[] choices, int gold) {

  /** Number of tokens to learn. */
  int targets() {
    return ids.length - promptLength;
  }

  /** Number of tokens that the model reads: the last one is only learnt. */
  int inputs() {
    return ids.length - 1;
  }
}
