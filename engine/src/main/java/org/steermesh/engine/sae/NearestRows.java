package org.steermesh.engine.sae;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Keeps the rows that lie nearest to a direction or its opposite, of all that it is shown. */
final class NearestRows {

  private static final Comparator<DecoderRow> FARTHEST_FIRST =
      Comparator.<DecoderRow>comparingDouble(row -> Math.abs(row.cosine()))
          .thenComparing(DecoderRow::feature, Comparator.reverseOrder());

  private final float[] direction;
  private final double norm;
  private final int most;
  private final PriorityQueue<DecoderRow> kept;

  NearestRows(float[] direction, int most) {
    this.direction = direction;
    this.norm = Math.sqrt(product(direction, direction));
    this.most = most;
    this.kept = new PriorityQueue<>(most + 1, FARTHEST_FIRST);
  }

  /** A row of zeros has no direction and is never near. */
  void show(int feature, float[] row) {
    double norms = norm * Math.sqrt(product(row, row));
    if (norms == 0) {
      return;
    }
    kept.add(new DecoderRow(feature, product(direction, row) / norms));
    if (kept.size() > most) {
      kept.remove();
    }
  }

  /** Nearest first; of equally near ones the lower feature first. */
  List<DecoderRow> all() {
    return kept.stream().sorted(FARTHEST_FIRST.reversed()).toList();
  }

  private static double product(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (double) one[i] * other[i];
    }
    return sum;
  }
}
