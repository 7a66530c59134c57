package org.steermesh.engine;

import java.util.List;
import java.util.stream.Stream;
import org.steermesh.engine.decoder.Decoder;
import org.steermesh.engine.decoder.Forest;
import org.steermesh.engine.decoder.KeyValueCache;
import org.steermesh.engine.decoder.PassResult;
import org.steermesh.engine.decoder.Tap;
import org.steermesh.engine.decoder.Window;
import org.steermesh.engine.steering.EditPlan;
import org.steermesh.engine.steering.PlannedEdits;

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

  private BatchRun(Decoder decoder, EditPlan plan, KeyValueCache cache, int blocks) {
    this.decoder = decoder;
    this.plan = plan;
    this.cache = cache;
    this.blocks = blocks;
  }

  /**
   * How a batch lies in memory.
   *
   * @param rows number of rows
   * @param tokens expected tokens of the longest
   * @param windows whether several windows continue each other
   */
  record Layout(int rows, int tokens, boolean windows) {

    /** Of trees that run in such windows. */
    static Layout of(Forest forest, List<Window> windows) {
      return new Layout(forest.rows(), forest.tokens(), windows.size() > 1);
    }
  }

  /**
   * Starts a batch that runs the first {@code blocks} blocks.
   *
   * @param plan closed together with the run
   */
  static BatchRun start(Decoder decoder, EditPlan plan, int blocks, Layout layout) {
    try {
      KeyValueCache cache =
          decoder.newCache(layout.windows() ? blocks : 1, layout.rows(), layout.tokens());
      return new BatchRun(decoder, plan, cache, blocks);
    } catch (RuntimeException | Error e) {
      plan.close();
      throw e;
    }
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
      plan.check();
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

  @Override
  public void close() {
    cache.close();
    plan.close();
  }
}
