package org.steermesh.engine.tokenizer;

import java.util.Arrays;

/**
 * Turns tokens into text as they come. Text is held back while it ends inside a UTF-8 character;
 * what was handed out never changes. For one thread.
 */
public final class StreamDecoder {

  /** A character has at most four bytes, so a longer run of held tokens is not waiting for one. */
  private static final int MOST_HELD = 16;

  private final TextTokenizer tokenizer;
  private int[] ids = new int[64];
  private int count;
  private int context;
  private int done;

  StreamDecoder(TextTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /** The text that is complete with this token, possibly empty. */
  public String append(int id) {
    if (count == ids.length) {
      compact();
    }
    ids[count] = id;
    count++;
    return take(count - done >= MOST_HELD);
  }

  /** What is still held back, with U+FFFD for a character that never became whole. */
  public String flush() {
    return take(true);
  }

  private String take(boolean whatever) {
    // Decoders treat the start of a text specially, so the last piece is decoded again before it.
    String before = tokenizer.decode(Arrays.copyOfRange(ids, context, done));
    String all = tokenizer.decode(Arrays.copyOfRange(ids, context, count));
    boolean whole = all.length() > before.length() && !all.endsWith("\uFFFD");
    if (!whole && !whatever) {
      return "";
    }
    context = done;
    done = count;
    return all.length() > before.length() ? all.substring(before.length()) : "";
  }

  private void compact() {
    int kept = count - context;
    int[] next = new int[Math.max(64, kept * 2)];
    System.arraycopy(ids, context, next, 0, kept);
    ids = next;
    done -= context;
    count = kept;
    context = 0;
  }
}
