package org.steermesh.engine.tokenizer;

import java.util.Arrays;

/**
 * The tokens of an input, with the border between prompt and completion kept. Prompt and completion
 * are tokenised apart, so the border always falls between two tokens.
 *
 * @param ids token ids, prompt then completion, [n]
 * @param promptLength number of tokens before the completion, 1 to n
 * @param text the rendered text of prompt and completion; the completion alone when the prompt was
 *     token ids
 * @param starts first UTF-8 byte of each token in {@code text}, [n]; -1 where the token is not in
 *     the text. Tokens that are bytes of one character all have that character's bytes
 * @param ends one past the last byte, [n]; -1 where unknown
 * @param startsWithBos whether ids[0] is the model's beginning-of-sequence token
 */
public record TokenSequence(
    int[] ids, int promptLength, String text, int[] starts, int[] ends, boolean startsWithBos) {

  /** A prompt of token ids whose text is not known; the first is taken for the beginning. */
  public static TokenSequence ofIds(int... ids) {
    int[] unknown = new int[ids.length];
    Arrays.fill(unknown, -1);
    return new TokenSequence(ids, ids.length, "", unknown, unknown, true);
  }

  /** Number of input tokens n, prompt and completion. */
  public int length() {
    return ids.length;
  }
}
