package org.steermesh.engine;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.steermesh.engine.decoder.Decoder;
import org.steermesh.engine.decoder.KeyValueCache;
import org.steermesh.engine.decoder.PassResult;
import org.steermesh.engine.decoder.Tap;
import org.steermesh.engine.decoder.Window;
import org.steermesh.engine.steering.EditPlan;
import org.steermesh.engine.steering.PlannedEdits;
import org.steermesh.engine.steering.SteeredSequence;

/**
 * A batch of sequences on its way through the decoder, window by window, with its edits applied and
 * measured. For one thread.
 */
final class BatchRun implements AutoCloseable {

  /** Columns of one window: bounds the attention mask and the activations of long inputs. */
  static final int WINDOW = 512;

  private final Decoder decoder;
  private final EditPlan plan;
  private final KeyValueCache cache;
  private final int blocks;
  private final int[] positions;
  private final boolean padLeft;

  private BatchRun(Decoder decoder, EditPlan plan, KeyValueCache cache, int blocks, Layout layout) {
    this.decoder = decoder;
    this.plan = plan;
    this.cache = cache;
    this.blocks = blocks;
    this.positions = new int[layout.rows()];
    this.padLeft = layout.padLeft();
  }

  /**
   * How a batch lies in memory.
   *
   * @param rows number of sequences
   * @param tokens expected length of the longest
   * @param continued whether more windows follow the inputs
   * @param padLeft whether padding stands before the tokens
   */
  record Layout(int rows, int tokens, boolean continued, boolean padLeft) {}

  /** Starts a batch that runs the first {@code blocks} blocks. */
  static BatchRun start(
      Decoder decoder, List<SteeredSequence> sequences, int blocks, Layout layout) {
    EditPlan plan = EditPlan.of(sequences);
    try {
      boolean oneWindow = !layout.continued() && layout.tokens() <= WINDOW;
      KeyValueCache cache =
          decoder.newCache(oneWindow ? 1 : blocks, layout.rows(), layout.tokens());
      return new BatchRun(decoder, plan, cache, blocks, layout);
    } catch (RuntimeException | Error e) {
      plan.close();
      throw e;
    }
  }

  /** Lays out the next tokens of each row, possibly none. */
  Window next(int[][] tokens) {
    Window window = new Window(tokens, positions, padLeft);
    for (int row = 0; row < tokens.length; row++) {
      positions[row] += tokens[row].length;
    }
    return window;
  }

  /**
   * Runs a window.
   *
   * @param reads what to read, before the edits of the same point
   * @param headRows flat indices whose final norm is wanted
   * @return the rows read, one array per read, and the final norms
   */
  PassResult run(Window window, List<Tap> reads, long[] headRows) {
    PlannedEdits edits = plan.plan(window, blocks);
    List<Tap> taps = Stream.concat(reads.stream(), edits.taps().stream()).toList();
    PassResult result = decoder.run(window, cache, taps, blocks, headRows);
    try {
      edits.record(result.taps().subList(reads.size(), taps.size()));
    } catch (RuntimeException e) {
      result.close();
      throw e;
    }
    return new PassResult(result.taps().subList(0, reads.size()), result.normed());
  }

  /** What the edits did so far. */
  EditPlan plan() {
    return plan;
  }

  /** The columns {@code from} to {@code from + WINDOW} of rows of different lengths. */
  static int[][] columns(List<int[]> rows, int from) {
    int[][] part = new int[rows.size()][];
    for (int i = 0; i < part.length; i++) {
      int length = rows.get(i).length;
      part[i] =
          Arrays.copyOfRange(rows.get(i), Math.min(from, length), Math.min(from + WINDOW, length));
    }
    return part;
  }

  @Override
  public void close() {
    cache.close();
    plan.close();
  }
}
