package org.steermesh.engine;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.steermesh.engine.decoder.NextTokens;

/** A watch over one text. For one thread. */
final class TextWatch {

  /** Runs of so many tokens are compared. */
  private static final int RUN = 4;

  private final Watch watch;
  private final int[] ids;
  private final double[] entropies;
  private int seen;
  private int windowBegins;
  private int alarms;
  private int firstAlarm;
  private double largestRepetition;
  private double leastEntropy = Double.POSITIVE_INFINITY;
  private float scale = 1;

  TextWatch(Watch watch) {
    this.watch = watch;
    this.ids = new int[watch.window()];
    this.entropies = new double[watch.window()];
  }

  /** Takes a token and what it was chosen from; whether the text goes beyond what is allowed. */
  boolean add(int id, NextTokens.Row row) {
    int at = seen++ % ids.length;
    ids[at] = id;
    entropies[at] = watch.leastEntropy() > 0 ? entropy(row) : 0;
    if (seen - windowBegins < ids.length) {
      return false;
    }
    double repetition = repetition();
    largestRepetition = Math.max(largestRepetition, repetition);
    double entropy = Arrays.stream(entropies).average().orElse(0);
    leastEntropy = Math.min(leastEntropy, entropy);
    if (repetition <= watch.mostRepetition() && entropy >= watch.leastEntropy()) {
      return false;
    }
    alarms++;
    firstAlarm = firstAlarm == 0 ? seen : firstAlarm;
    if (!watch.stops()) {
      scale *= watch.backOff();
      windowBegins = seen;
    }
    return true;
  }

  /** The part of the window's runs that occurred in it before. */
  private double repetition() {
    Set<List<Integer>> known = new HashSet<>();
    int runs = ids.length - RUN + 1;
    for (int i = 0; i < runs; i++) {
      int first = seen - ids.length + i;
      known.add(
          Arrays.stream(new int[] {first, first + 1, first + 2, first + RUN - 1})
              .mapToObj(position -> ids[position % ids.length])
              .collect(Collectors.toUnmodifiableList()));
    }
    return 1 - known.size() / (double) runs;
  }

  private static double entropy(NextTokens.Row row) {
    double sum = 0;
    for (float logit : row.logits()) {
      double log = logit - row.logSumExp();
      sum -= Math.exp(log) * log;
    }
    return sum;
  }

  boolean stops() {
    return watch.stops();
  }

  float scale() {
    return scale;
  }

  WatchReport report() {
    boolean sawEntropy = watch.leastEntropy() > 0 && Double.isFinite(leastEntropy);
    return new WatchReport(
        alarms, firstAlarm, largestRepetition, sawEntropy ? leastEntropy : 0, scale);
  }
}
