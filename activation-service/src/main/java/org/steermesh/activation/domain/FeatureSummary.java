package org.steermesh.activation.domain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.CapturedActivations;
import org.steermesh.engine.sae.ActiveFeatures;
import org.steermesh.engine.sae.FeatureStatistics;
import org.steermesh.engine.sae.SparseAutoencoder;
import org.steermesh.engine.steering.Site;

/**
 * What the features of a sparse autoencoder do, per class. Activations are collected until there
 * are enough to be worth a pass over the encoder; the memory does not grow with their number. Equal
 * activations in equal order give equal bits. For one thread at a time.
 */
public final class FeatureSummary {

  /** A pass over the encoder reads it once for so many activations. */
  private static final int ROWS_AT_ONCE = 256;

  /** At 16 bytes each, 256 MiB of statistics in one call. */
  private static final long MOST_NUMBERS = 1L << 24;

  private static final float[][] NOTHING = {};

  private final SparseAutoencoder sae;
  private final Site site;
  private final Map<String, FeatureStatistics> classes = new LinkedHashMap<>();
  private final Map<String, List<float[]>> collected = new LinkedHashMap<>();
  private int rows;

  /** A summary of nothing yet. */
  public FeatureSummary(SparseAutoencoder sae, Site site) {
    this.sae = sae;
    this.site = site;
  }

  /** Where the activations come from. */
  public Site site() {
    return site;
  }

  /**
   * Collects the activations of examples.
   *
   * @return whether {@link #encode} should be called
   * @throws SteermeshException FIELD_INVALID for a class too many
   */
  public boolean collect(List<LabelledExample> examples, List<CapturedActivations> read) {
    for (int i = 0; i < examples.size(); i++) {
      String className = examples.get(i).className();
      requireRoomFor(className);
      float[][] activations = read.get(i).activations().getOrDefault(site, NOTHING);
      collected
          .computeIfAbsent(className, _ -> new ArrayList<>())
          .addAll(Arrays.asList(activations));
      rows += activations.length;
    }
    return rows >= ROWS_AT_ONCE;
  }

  private void requireRoomFor(String className) {
    if (classes.containsKey(className)) {
      return;
    }
    int features = sae.description().features();
    if ((classes.size() + 1L) * features > MOST_NUMBERS) {
      throw SteermeshException.ofField(
          "example.class_name",
          "\"%s\" is class %d over %d features; at most %d for classes x features are allowed"
              .formatted(className, classes.size() + 1, features, MOST_NUMBERS));
    }
    classes.put(className, new FeatureStatistics(features));
  }

  /** Encodes what was collected. Belongs on a model thread. */
  public void encode() {
    int width = sae.description().width();
    float[] activations = new float[Math.multiplyExact(rows, width)];
    int row = 0;
    for (List<float[]> ofClass : collected.values()) {
      for (float[] activation : ofClass) {
        System.arraycopy(activation, 0, activations, row++ * width, width);
      }
    }
    if (rows > 0) {
      ActiveFeatures all = sae.encode(activations, rows);
      int from = 0;
      for (Map.Entry<String, List<float[]>> ofClass : collected.entrySet()) {
        int until = from + ofClass.getValue().size();
        of(ofClass.getKey()).add(part(all, from, until));
        from = until;
      }
    }
    collected.clear();
    rows = 0;
  }

  private static ActiveFeatures part(ActiveFeatures all, int fromRow, int untilRow) {
    int[] offsets = Arrays.copyOfRange(all.offsets(), fromRow, untilRow + 1);
    int first = offsets[0];
    int last = offsets[offsets.length - 1];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] -= first;
    }
    return new ActiveFeatures(
        offsets,
        Arrays.copyOfRange(all.features(), first, last),
        Arrays.copyOfRange(all.values(), first, last));
  }

  /** The classes that were collected. */
  public Set<String> classNames() {
    return classes.keySet();
  }

  /** What the features did in a class that was collected. */
  public FeatureStatistics of(String className) {
    FeatureStatistics statistics = classes.get(className);
    if (statistics == null) {
      throw new IllegalArgumentException("no activations of class " + className);
    }
    return statistics;
  }
}
