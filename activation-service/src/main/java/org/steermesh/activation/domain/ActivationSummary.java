package org.steermesh.activation.domain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.CapturedActivations;
import org.steermesh.engine.stats.ActivationStatistics;
import org.steermesh.engine.steering.Site;

/**
 * Statistics per site and class, with memory for sites x classes whatever the number of examples.
 * Examples taken in in the same order give the same bits. Not thread-safe.
 */
public final class ActivationSummary {

  private static final int MOST_CLASSES = 64;

  /** At 16 bytes each, 256 MiB of statistics in one call. */
  private static final long MOST_NUMBERS = 1L << 24;

  private static final float[][] NOTHING = {};

  private final List<Site> sites;
  private final int width;
  private final Map<String, Map<Site, ActivationStatistics>> classes = new LinkedHashMap<>();
  private long examples;

  /** A summary of nothing yet. */
  public ActivationSummary(List<Site> sites, int width) {
    this.sites = List.copyOf(sites);
    this.width = width;
  }

  /**
   * Takes in a batch.
   *
   * @throws SteermeshException when an example of it could not be read, or is of a class too many
   */
  public void addAll(List<LabelledExample> examples, ExampleReader.Batch batch) {
    if (batch.refusal().isPresent()) {
      throw batch.refusal().get();
    }
    for (int i = 0; i < examples.size(); i++) {
      add(examples.get(i), batch.read().get(i));
    }
  }

  private void add(LabelledExample labelled, CapturedActivations captured) {
    Map<Site, ActivationStatistics> ofClass =
        classes.computeIfAbsent(labelled.className(), this::emptyStatistics);
    ofClass.forEach((site, statistics) -> {
      for (float[] activation : captured.activations().getOrDefault(site, NOTHING)) {
        statistics.add(activation);
      }
    });
    examples++;
  }

  /** Number of examples taken in. */
  public long examples() {
    return examples;
  }

  /** Floats per activation. */
  public int width() {
    return width;
  }

  /** The sites, in the order asked. */
  public List<Site> sites() {
    return sites;
  }

  /** The classes, in the order in which they first came. */
  public List<String> classNames() {
    return List.copyOf(classes.keySet());
  }

  /** The statistics of one class at one site, both known. */
  public ActivationStatistics of(String className, Site site) {
    ActivationStatistics statistics = classes.getOrDefault(className, Map.of()).get(site);
    if (statistics == null) {
      throw new IllegalArgumentException("no statistics of " + className + " at " + site);
    }
    return statistics;
  }

  private Map<Site, ActivationStatistics> emptyStatistics(String className) {
    int more = classes.size() + 1;
    long numbers = (long) more * sites.size() * width;
    if (more > MOST_CLASSES || numbers > MOST_NUMBERS) {
      throw SteermeshException.ofField(
          "example.class_name",
          "\"%s\" is class %d over %d sites of width %d; at most %d classes, and %d for classes x sites x width, are allowed"
              .formatted(className, more, sites.size(), width, MOST_CLASSES, MOST_NUMBERS));
    }
    Map<Site, ActivationStatistics> empty = new LinkedHashMap<>();
    for (Site site : sites) {
      empty.put(site, new ActivationStatistics(width));
    }
    return empty;
  }
}
