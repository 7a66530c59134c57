package org.steermesh.engine.tokenizer;

import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The tokens of one text.
 *
 * @param ids token ids, [n]
 * @param text the text
 * @param bytes its length in UTF-8
 * @param starts first byte of each token, -1 where it is not in the text, [n]
 * @param ends one past the last byte, -1 likewise, [n]
 */
record Pieces(int[] ids, String text, int bytes, int[] starts, int[] ends) {

  /** This prompt and a completion, one after the other. */
  TokenSequence then(Pieces completion, OptionalInt bos) {
    int[] all = join(ids, completion.ids);
    return new TokenSequence(
        all,
        ids.length,
        text + completion.text,
        join(starts, shifted(completion.starts, bytes)),
        join(ends, shifted(completion.ends, bytes)),
        bos.isPresent() && all[0] == bos.getAsInt());
  }

  private static int[] shifted(int[] offsets, int by) {
    return IntStream.of(offsets).map(offset -> offset < 0 ? -1 : offset + by).toArray();
  }

  private static int[] join(int[] first, int[] second) {
    return IntStream.concat(IntStream.of(first), IntStream.of(second)).toArray();
  }
}
