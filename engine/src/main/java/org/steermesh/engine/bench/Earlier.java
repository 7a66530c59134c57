package org.steermesh.engine.bench;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.steermesh.engine.decoder.WeightFormat;

/** What the formats measured earlier in the same run gave. */
final class Earlier {

  private final Map<WeightFormat, List<Measure>> measures = new EnumMap<>(WeightFormat.class);
  private final Map<WeightFormat, float[]> logProbabilities = new EnumMap<>(WeightFormat.class);

  OptionalDouble value(WeightFormat format, String key) {
    return measures.getOrDefault(format, List.of()).stream()
        .filter(measure -> measure.key().equals(key))
        .mapToDouble(Measure::value)
        .findFirst();
  }

  /** Those of one fixed prompt, over the vocabulary; empty where the format was not measured. */
  float[] logProbabilities(WeightFormat format) {
    return logProbabilities.getOrDefault(format, new float[0]);
  }

  void add(WeightFormat format, List<Measure> all) {
    measures.put(format, List.copyOf(all));
  }

  void add(WeightFormat format, float[] all) {
    logProbabilities.put(format, all);
  }
}
