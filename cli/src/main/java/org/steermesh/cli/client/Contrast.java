package org.steermesh.cli.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Predicate;
import org.steermesh.type.v1.Site;

/** What sets some texts apart from others: the difference of their mean activations. */
public final class Contrast {

  private final Predicate<Capture.Row> ofOthers;

  /**
   * @param ofOthers whether a row is one of the texts that the first are set apart from
   */
  public Contrast(Predicate<Capture.Row> ofOthers) {
    this.ofOthers = ofOthers;
  }

  /**
   * A direction for each site, [d_model]: the mean over the rows of the texts minus the mean over
   * those of the others.
   *
   * @throws IllegalArgumentException if one of them has no row
   */
  public SequencedMap<Site, float[]> of(List<Capture.Row> rows) {
    SequencedMap<Site, List<Capture.Row>> bySite = new LinkedHashMap<>();
    rows.forEach(row -> bySite.computeIfAbsent(row.site(), _ -> new ArrayList<>()).add(row));
    SequencedMap<Site, float[]> directions = new LinkedHashMap<>();
    bySite.forEach((site, all) -> directions.put(site, direction(all)));
    return directions;
  }

  private float[] direction(List<Capture.Row> rows) {
    double[] one = mean(rows, ofOthers.negate());
    double[] other = mean(rows, ofOthers);
    float[] direction = new float[one.length];
    for (int i = 0; i < direction.length; i++) {
      direction[i] = (float) (one[i] - other[i]);
    }
    return direction;
  }

  private static double[] mean(List<Capture.Row> rows, Predicate<Capture.Row> chosen) {
    List<float[]> values = rows.stream().filter(chosen).map(Capture.Row::values).toList();
    if (values.isEmpty()) {
      throw new IllegalArgumentException("a side has no row");
    }
    double[] mean = new double[values.getFirst().length];
    for (float[] each : values) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += each[i] / (double) values.size();
      }
    }
    return mean;
  }
}
