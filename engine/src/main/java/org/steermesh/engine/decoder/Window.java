package org.steermesh.engine.decoder;

import java.util.Arrays;

/**
 * The next tokens of a batch of sequences, padded to a rectangle of B rows and T columns. Padding
 * takes no part in attention, on whichever side it stands.
 */
public final class Window {

  private static final long PADDING = -1;

  private final int columns;
  private final int[] starts;
  private final int[] lengths;
  private final boolean padLeft;
  private final long[] tokens;

  /**
   * Lays out a window.
   *
   * @param next per row the tokens to run, possibly none
   * @param starts per row the position of its first token
   * @param padLeft whether padding stands before the tokens
   */
  public Window(int[][] next, int[] starts, boolean padLeft) {
    this.starts = starts.clone();
    this.lengths = Arrays.stream(next).mapToInt(row -> row.length).toArray();
    this.columns = Arrays.stream(lengths).max().orElse(0);
    this.padLeft = padLeft;
    int size = next.length * columns;
    this.tokens = new long[2 * size];
    Arrays.fill(tokens, size, 2 * size, PADDING);
    for (int row = 0; row < next.length; row++) {
      for (int i = 0; i < lengths[row]; i++) {
        int position = starts[row] + i;
        int at = Math.toIntExact(flat(row, position));
        tokens[at] = next[row][i];
        tokens[size + at] = position;
      }
    }
  }

  /** Number of sequences B. */
  public int rows() {
    return starts.length;
  }

  /** Width of the rectangle T. */
  public int columns() {
    return columns;
  }

  /** First position of a row. */
  public int start(int row) {
    return starts[row];
  }

  /** One past the last position of a row. */
  public int end(int row) {
    return starts[row] + lengths[row];
  }

  /** The flat index of a token of this window. */
  public long flat(int row, int position) {
    int padding = padLeft ? columns - lengths[row] : 0;
    return (long) row * columns + padding + position - starts[row];
  }

  /** The token at a position of this window. */
  public int token(int row, int position) {
    return (int) tokens[Math.toIntExact(flat(row, position))];
  }

  /** Cache slots that this window reads: one past its largest position. */
  int slots() {
    int slots = 1;
    for (int row = 0; row < starts.length; row++) {
      slots = Math.max(slots, lengths[row] == 0 ? 0 : end(row));
    }
    return slots;
  }

  /** Ids, then positions: [2, B, T]. */
  long[] tokens() {
    return tokens;
  }
}
