package org.steermesh.engine.decoder;

import java.util.Arrays;

/**
 * The next tokens of a batch: of chains, one sequence a row, or of trees, whose sequences share
 * tokens. The tokens of all rows stand in one list without padding; flat indices count in it.
 */
public final class Window {

  /** What the program is told of every token: id, position, slot, place. */
  private static final int FACTS = 4;

  private final Shape shape;
  private final Tokens tokens;
  private final int[] starts;
  private final int[][] flats;

  /**
   * The rectangle that attention sees.
   *
   * @param rows B
   * @param columns T, of the widest row
   * @param keys cache slots that the widest row reads
   * @param tree entry, exit and position of every slot [3, B, keys]; empty where rows are chains
   */
  record Shape(int rows, int columns, int keys, long[] tree) {}

  /**
   * The tokens in the order in which they begin to run.
   *
   * @param facts ids, positions, slots and places (row * T + column) [4, n]
   * @param stages triples (block, tokens, columns): see the program
   * @param joins the block before whose predecessor's last point each token joins [n]; 0 for all
   *     that run from the start. Empty where all do
   * @param sources flat index of the token that each late one begins as a copy of, [late]
   */
  record Tokens(long[] facts, long[] stages, int[] joins, long[] sources) {

    int count() {
      return facts.length / FACTS;
    }
  }

  /**
   * A window.
   *
   * @param starts per sequence the position of its first token here
   * @param flats per sequence the flat indices of its tokens here, possibly none
   */
  Window(Shape shape, Tokens tokens, int[] starts, int[][] flats) {
    this.shape = shape;
    this.tokens = tokens;
    this.starts = starts;
    this.flats = flats;
  }

  /**
   * Lays out chains, one sequence a row.
   *
   * @param next per row the tokens to run, possibly none
   * @param starts per row the position of its first token
   */
  public static Window of(int[][] next, int[] starts) {
    int count = Arrays.stream(next).mapToInt(row -> row.length).sum();
    int columns = Arrays.stream(next).mapToInt(row -> row.length).max().orElse(0);
    long[] facts = new long[FACTS * count];
    int[][] flats = new int[next.length][];
    int keys = 1;
    int flat = 0;
    for (int row = 0; row < next.length; row++) {
      flats[row] = new int[next[row].length];
      for (int i = 0; i < next[row].length; i++) {
        int position = starts[row] + i;
        set(facts, flat, next[row][i], position, position, row * columns + i);
        flats[row][i] = flat++;
        keys = Math.max(keys, position + 1);
      }
    }
    Shape shape = new Shape(next.length, columns, keys, new long[0]);
    long[] stages = {0, count, columns};
    return new Window(
        shape, new Tokens(facts, stages, new int[0], new long[0]), starts.clone(), flats);
  }

  /** Sets what the program is told of one token. */
  static void set(long[] facts, int flat, long... values) {
    int count = facts.length / FACTS;
    for (int i = 0; i < FACTS; i++) {
      facts[i * count + flat] = values[i];
    }
  }

  /** Number of sequences; rows of a tree hold several. */
  public int sequences() {
    return starts.length;
  }

  /** Number of tokens n. */
  public int count() {
    return tokens.count();
  }

  /** First position of a sequence in this window. */
  public int start(int sequence) {
    return starts[sequence];
  }

  /** One past the last position of a sequence in this window. */
  public int end(int sequence) {
    return starts[sequence] + flats[sequence].length;
  }

  /** Flat index of each row's first token, and the end; for chains. */
  long[] borders() {
    long[] borders = new long[flats.length + 1];
    for (int row = 0; row < flats.length; row++) {
      borders[row + 1] = borders[row] + flats[row].length;
    }
    return borders;
  }

  /** First positions of all sequences in this window. */
  long[] starts() {
    return Arrays.stream(starts).asLongStream().toArray();
  }

  /** The flat index of a token. */
  public int flat(int sequence, int position) {
    return flats[sequence][position - starts[sequence]];
  }

  /**
   * The flat index at which a token's activation at a point is found: of a token that has not
   * joined there, that of the token it will begin as a copy of.
   */
  public int flat(int sequence, int position, int block, Point point) {
    int flat = flat(sequence, position);
    if (tokens.joins().length == 0) {
      return flat;
    }
    int reached = point == Point.RESID_POST ? block + 1 : block;
    int early = tokens.count() - tokens.sources().length;
    while (tokens.joins()[flat] > reached) {
      flat = Math.toIntExact(tokens.sources()[flat - early]);
    }
    return flat;
  }

  /** The token at a position of a sequence. */
  public int token(int sequence, int position) {
    return (int) tokens.facts()[flat(sequence, position)];
  }

  /** Tokens times blocks that a pass over the first blocks computes. */
  long blockTokens(int blocks) {
    long sum = (long) blocks * tokens.count();
    for (int join : tokens.joins()) {
      sum -= Math.min(join, blocks);
    }
    return sum;
  }

  Shape shape() {
    return shape;
  }

  Tokens tokens() {
    return tokens;
  }
}
