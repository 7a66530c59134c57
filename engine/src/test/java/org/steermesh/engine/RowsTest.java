package org.steermesh.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.steermesh.engine.checkpoint.Checkpoint;
import org.steermesh.engine.checkpoint.TensorFile;
import org.steermesh.engine.decoder.Decoder;
import org.steermesh.engine.decoder.KeyValueCache;
import org.steermesh.engine.decoder.PassResult;
import org.steermesh.engine.decoder.Point;
import org.steermesh.engine.decoder.Tap;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.decoder.Window;
import org.steermesh.engine.steering.Edit;
import org.steermesh.engine.steering.EditPlan;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.SteeredSequence;

/** The decoder itself: rows of any length, windows of any size, sparse edits. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RowsTest {

  private static final double ROUNDING = 1e-5;
  private static final int[][] ROWS = {
    {376, 65, 69, 283, 162, 276, 166, 124}, {376, 186}, {376, 309, 273, 98, 154}
  };

  private final GoldenCase golden = new GoldenCase(GoldenCase.LLAMA);
  private final Checkpoint checkpoint = Checkpoint.open(golden.model());
  private final Decoder decoder = Decoder.load(checkpoint, WeightFormat.F32, 1);

  @AfterAll
  void close() {
    decoder.close();
    checkpoint.close();
  }

  @Test
  void rowsOfDifferentLengthsGiveTheLogitsOfARowAlone() {
    float[][] together = lastLogits(ROWS);
    for (int row = 0; row < ROWS.length; row++) {
      float[][] alone = lastLogits(new int[][] {ROWS[row]});
      assertThat(GoldenCase.error(together[row], alone[0])).isLessThan(ROUNDING);
    }
  }

  @Test
  void windowsOfAnySizeGiveTheLogitsOfOneWindow() {
    float[] whole = lastLogits(new int[][] {ROWS[0]})[0];
    for (int size : new int[] {1, 3, 5}) {
      // A cache of one slot has to grow on the way.
      try (KeyValueCache cache = decoder.newCache(4, 1, 1)) {
        float[] logits = {};
        for (int from = 0; from < ROWS[0].length; from += size) {
          int[] part = Arrays.copyOfRange(ROWS[0], from, Math.min(from + size, ROWS[0].length));
          Window window = Window.of(new int[][] {part}, new int[] {from});
          logits = lastLogits(window, cache)[0];
        }
        assertThat(GoldenCase.error(logits, whole)).isLessThan(ROUNDING);
      }
    }
  }

  @Test
  void supportFormEqualsDecodingAllFeaturesAndKeepingTheError() {
    for (String kind : new String[] {"jumprelu", "relu"}) {
      Operation operation =
          new Operation.SparseAdd(
              golden.support(kind, golden.vector("sas")), Operation.Nonlinearity.OWN);
      float[][] pair = beforeAndAfter(operation, -1.5f);
      float[] expected = new FullAutoencoder(kind).steer(pair[0], -1.5);
      assertThat(GoldenCase.error(pair[1], expected)).isLessThan(ROUNDING);
      assertThat(GoldenCase.error(pair[1], pair[0])).isGreaterThan(1e-3);
    }
  }

  /** The residual stream after block 2 of the first row, before and after an edit there. */
  private float[][] beforeAndAfter(Operation operation, float strength) {
    int[] ids = ROWS[0];
    Positions all = Positions.of(PositionRule.ALL);
    Edit edit = new Edit(2, Point.RESID_POST, all, operation, strength);
    SteeredSequence sequence = new SteeredSequence(GoldenCase.sequence(ids), List.of(edit));
    Window window = Window.of(new int[][] {ids}, new int[1]);
    long[] rows = {0, 1, 2, 3, 4, 5, 6, 7};
    try (EditPlan plan = EditPlan.of(List.of(sequence));
        KeyValueCache cache = decoder.newCache(1, 1, ids.length)) {
      List<Tap> taps = new ArrayList<>();
      taps.add(Tap.read(2, Point.RESID_POST, rows));
      taps.addAll(plan.plan(window, 3).taps());
      taps.add(Tap.read(2, Point.RESID_POST, rows));
      try (PassResult result = decoder.run(window, cache, taps, 3, new long[0])) {
        return new float[][] {result.taps().getFirst(), result.taps().getLast()};
      }
    }
  }

  /** Algorithm 2 of SAS as it is written, over the whole dictionary and in float64. */
  private final class FullAutoencoder {
    private final TensorFile weights;
    private final float[] vector = golden.vector("sas");
    private final boolean subtracts;
    private final int width;
    private final int features;

    FullAutoencoder(String kind) {
      weights = golden.autoencoder(kind);
      subtracts = kind.equals("relu");
      width = weights.get("b_dec").length;
      features = weights.get("b_enc").length;
    }

    float[] steer(float[] rows, double strength) {
      float[] steered = new float[rows.length];
      for (int at = 0; at < rows.length; at += width) {
        double[] code = new double[features];
        double[] changed = new double[features];
        for (int c = 0; c < features; c++) {
          code[c] = active(c, encode(rows, at, c));
          changed[c] = active(c, code[c] + strength * vector[c]);
        }
        for (int i = 0; i < width; i++) {
          double error = rows[at + i] - decode(code, i);
          steered[at + i] = (float) (decode(changed, i) + error);
        }
      }
      return steered;
    }

    private double encode(float[] rows, int at, int feature) {
      double sum = weights.get("b_enc")[feature];
      for (int i = 0; i < width; i++) {
        double x = rows[at + i] - (subtracts ? weights.get("b_dec")[i] : 0);
        sum += x * weights.get("W_enc")[i * features + feature];
      }
      return sum;
    }

    private double active(int feature, double z) {
      double threshold = subtracts ? 0 : weights.get("threshold")[feature];
      return z > threshold ? z : 0;
    }

    private double decode(double[] code, int i) {
      double sum = weights.get("b_dec")[i];
      for (int c = 0; c < features; c++) {
        sum += code[c] * weights.get("W_dec")[c * width + i];
      }
      return sum;
    }
  }

  private float[][] lastLogits(int[][] rows) {
    try (KeyValueCache cache = decoder.newCache(1, rows.length, 8)) {
      return lastLogits(Window.of(rows, new int[rows.length]), cache);
    }
  }

  private float[][] lastLogits(Window window, KeyValueCache cache) {
    long[] last = new long[window.sequences()];
    for (int row = 0; row < last.length; row++) {
      last[row] = window.flat(row, window.end(row) - 1);
    }
    int vocabulary = decoder.config().vocabulary();
    float[][] logits = new float[last.length][];
    try (PassResult result = decoder.run(window, cache, List.of(), 4, last)) {
      float[] all = decoder.logits(result.normed());
      for (int row = 0; row < last.length; row++) {
        logits[row] = Arrays.copyOfRange(all, row * vocabulary, (row + 1) * vocabulary);
      }
    }
    return logits;
  }
}
