package org.steermesh.engine.sae.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import org.steermesh.engine.CancelSignal;
import org.steermesh.engine.CaptureRequest;
import org.steermesh.engine.CapturedActivations;
import org.steermesh.engine.sae.training.TokenWindows.Window;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.tokenizer.TokenSequence;
import org.steermesh.engine.training.TrainingException;

/**
 * Activations of all positions but BOS, text after text and over again, in blocks that fit into
 * memory. A block depends on the place where it begins and on nothing else, so a training that goes
 * on reads it again.
 */
final class ActivationStream implements AutoCloseable {

  /** Tokens of one capture. */
  private static final int CAPTURE_TOKENS = 4096;

  private final SaeSource source;
  private int pass;
  private TokenWindows windows;

  /**
   * A place in the stream.
   *
   * @param pass times that all texts were read before
   */
  record Place(int pass, TokenWindows.Place inText) {
    static final Place BEGIN = new Place(0, TokenWindows.Place.BEGIN);
  }

  /**
   * Rows in random order.
   *
   * @param rows row-major [n * d], in order of reading
   * @param order which row is served when
   */
  record Block(float[] rows, int[] order) {

    /** How many whole batches it has; rows of an incomplete one are left out. */
    int batches(int batch) {
      return order.length / batch;
    }

    /** A batch, standardised. */
    float[] batch(int index, int batch, Standard standard) {
      int width = standard.mean().length;
      float[] values = new float[batch * width];
      for (int i = 0; i < batch; i++) {
        standard.copy(rows, order[index * batch + i], values, i);
      }
      return values;
    }
  }

  ActivationStream(SaeSource source, Place from) throws IOException {
    this.source = source;
    this.pass = from.pass();
    this.windows = open(source, from.inText());
  }

  private static TokenWindows open(SaeSource source, TokenWindows.Place from) throws IOException {
    return new TokenWindows(source.text(), source.model().tokenizer(), source.context(), from);
  }

  /** Where the next block begins. */
  Place place() {
    return new Place(pass, windows.place());
  }

  /**
   * Reads a block of so many rows, or a few more.
   *
   * @param seed of its order
   * @param reading hears how many rows were read
   */
  Block next(int least, long seed, IntConsumer reading, CancelSignal cancel) throws IOException {
    int width = source.model().description().width();
    float[] rows = new float[Math.multiplyExact(least + CAPTURE_TOKENS + source.context(), width)];
    int count = 0;
    while (count < least) {
      for (CapturedActivations captured : capture(source, read(), cancel)) {
        for (float[] row : rows(captured, source)) {
          System.arraycopy(row, 0, rows, count * width, width);
          count++;
        }
      }
      reading.accept(Math.min(count, least));
    }
    return new Block(rows, order(count, seed));
  }

  /** Captures all positions but BOS. */
  static List<CapturedActivations> capture(
      SaeSource source, List<TokenSequence> sequences, CancelSignal cancel) {
    Positions positions = Positions.of(PositionRule.ALL_BUT_BOS);
    List<CaptureRequest> requests =
        sequences.stream()
            .map(tokens -> new CaptureRequest(tokens, List.of(source.site()), positions, List.of()))
            .toList();
    return source.model().capture(requests, cancel);
  }

  /** The rows of the site that was asked for, [p][d]. */
  static float[][] rows(CapturedActivations captured, SaeSource source) {
    return Objects.requireNonNull(captured.activations().get(source.site()));
  }

  /** Sequences to train on, of some thousand tokens together. */
  private List<TokenSequence> read() throws IOException {
    List<TokenSequence> sequences = new ArrayList<>();
    int tokens = 0;
    boolean again = false;
    while (tokens < CAPTURE_TOKENS) {
      Window window = windows.next();
      if (window == null) {
        if (again && sequences.isEmpty()) {
          throw new TrainingException(
              "the text is too short: one sequence of tokens in "
                  + TokenWindows.HOLD_OUT
                  + " is held out, and nothing is left to train on");
        }
        again = true;
        startAgain();
      } else if (!window.heldOut()) {
        sequences.add(window.tokens());
        tokens += window.tokens().length();
      }
    }
    return sequences;
  }

  private void startAgain() throws IOException {
    windows.close();
    pass++;
    windows = open(source, TokenWindows.Place.BEGIN);
  }

  /** A permutation that depends on the seed alone. */
  private static int[] order(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = new int[count];
    Arrays.setAll(order, i -> i);
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
    return order;
  }

  @Override
  public void close() throws IOException {
    windows.close();
  }
}
