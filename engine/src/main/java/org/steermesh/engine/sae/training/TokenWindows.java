package org.steermesh.engine.sae.training;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.steermesh.engine.tokenizer.Prompt;
import org.steermesh.engine.tokenizer.TextTokenizer;
import org.steermesh.engine.tokenizer.TokenSequence;

/**
 * Cuts texts into sequences of tokens that fit the context, each with the model's BOS before it,
 * where it has one. One sequence in twenty is held out: never trained on, and measured with.
 */
final class TokenWindows implements AutoCloseable {

  /** So many sequences for one that is held out. */
  static final int HOLD_OUT = 20;

  private final TextReader reader;
  private final TextTokenizer tokenizer;
  private final int context;
  private int[] ids = new int[0];
  private long text = -1;
  private int window;

  /**
   * Where a reading is.
   *
   * @param text the text whose window is next; -1 before the first
   * @param window the next window in it
   */
  record Place(long text, int window) {
    static final Place BEGIN = new Place(-1, 0);
  }

  /** A sequence, and whether it is held out. */
  record Window(TokenSequence tokens, boolean heldOut) {}

  /** Reads from a place on; the texts before it are passed over without being tokenised. */
  TokenWindows(TrainingText text, TextTokenizer tokenizer, int context, Place from)
      throws IOException {
    this.reader = new TextReader(text);
    this.tokenizer = tokenizer;
    this.context = context;
    for (long skipped = 0; skipped < from.text(); skipped++) {
      reader.next();
    }
    if (from.text() >= 0) {
      this.text = from.text() - 1;
      nextText();
      this.window = from.window();
    }
  }

  /** Where the next sequence is read. */
  Place place() {
    return new Place(text, window);
  }

  /** The next sequence, or null after the last. */
  @Nullable Window next() throws IOException {
    while (true) {
      boolean bos = tokenizer.bosId().isPresent();
      int room = bos ? context - 1 : context;
      int from = window * room;
      if (from < ids.length) {
        window++;
        int to = Math.min(ids.length, from + room);
        if (to - from + (bos ? 1 : 0) >= 2) {
          return new Window(sequence(from, to), (text + window - 1) % HOLD_OUT == 0);
        }
      } else if (!nextText()) {
        return null;
      }
    }
  }

  private boolean nextText() throws IOException {
    String next = reader.next();
    text++;
    window = 0;
    ids = next == null ? new int[0] : withoutBos(next);
    return next != null;
  }

  /** A text that spells the BOS itself, and one that gets it from the tokenizer, are alike. */
  private int[] withoutBos(String next) {
    int[] all = tokenizer.encode(new Prompt.Text(next, false), "").ids();
    boolean spelt = all.length > 0 && tokenizer.bosId().orElse(-1) == all[0];
    return spelt ? Arrays.copyOfRange(all, 1, all.length) : all;
  }

  private TokenSequence sequence(int from, int to) {
    if (tokenizer.bosId().isEmpty()) {
      return sequence(Arrays.copyOfRange(ids, from, to), false);
    }
    int[] with = new int[to - from + 1];
    with[0] = tokenizer.bosId().getAsInt();
    System.arraycopy(ids, from, with, 1, to - from);
    return sequence(with, true);
  }

  static TokenSequence sequence(int[] ids, boolean startsWithBos) {
    int[] unknown = new int[ids.length];
    Arrays.fill(unknown, -1);
    return new TokenSequence(ids, ids.length, "", unknown, unknown, startsWithBos);
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
