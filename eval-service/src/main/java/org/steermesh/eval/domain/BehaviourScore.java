package org.steermesh.eval.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.steermesh.eval.domain.statistics.Bootstrap;
import org.steermesh.eval.domain.statistics.MeanEstimate;

/**
 * How strongly a cell shows the behaviour: the mean score of its items.
 *
 * @param overall over all scored items; empty when none was scored
 * @param byLetter over the items whose matching answer has this letter: a model that prefers a
 *     letter, not the behaviour, scores high under one and low under the other
 * @param unscored items that count nowhere above, by reason
 * @param items the score of each item in the order of the data set, NaN where it was not scored
 */
public record BehaviourScore(
    Optional<MeanEstimate> overall,
    SortedMap<String, MeanEstimate> byLetter,
    SortedMap<String, Integer> unscored,
    List<Double> items) {

  /** Summarises the items of one cell. */
  public static BehaviourScore of(List<ItemScore> items, Bootstrap bootstrap) {
    List<Double> scores = new ArrayList<>();
    SortedMap<String, List<Double>> letters = new TreeMap<>();
    SortedMap<String, Integer> unscored = new TreeMap<>();
    for (ItemScore item : items) {
      switch (item) {
        case ItemScore.Scored(String letter, double score) -> {
          scores.add(score);
          letters.computeIfAbsent(letter, absent -> new ArrayList<>()).add(score);
        }
        case ItemScore.Unscored(String reason) -> {
          scores.add(Double.NaN);
          unscored.merge(reason, 1, Integer::sum);
        }
      }
    }
    SortedMap<String, MeanEstimate> byLetter = new TreeMap<>();
    for (Map.Entry<String, List<Double>> letter : letters.entrySet()) {
      byLetter.put(letter.getKey(), bootstrap.mean(array(letter.getValue())));
    }
    double[] scored = scored(scores);
    return new BehaviourScore(
        scored.length == 0 ? Optional.empty() : Optional.of(bootstrap.mean(scored)),
        byLetter,
        unscored,
        List.copyOf(scores));
  }

  /** Items that were scored. */
  public int scoredCount() {
    return overall.map(MeanEstimate::count).orElse(0);
  }

  /** Items that were not scored. */
  public int unscoredCount() {
    return items.size() - scoredCount();
  }

  /**
   * Estimates by how much this cell exceeds {@code other}, item by item: the interval of paired
   * differences is narrower than two separate intervals suggest. Empty if no item was scored in
   * both.
   */
  public Optional<MeanEstimate> minus(BehaviourScore other, Bootstrap bootstrap) {
    List<Double> differences = new ArrayList<>();
    for (int i = 0; i < Math.min(items.size(), other.items.size()); i++) {
      differences.add(items.get(i) - other.items.get(i));
    }
    double[] known = scored(differences);
    return known.length == 0 ? Optional.empty() : Optional.of(bootstrap.mean(known));
  }

  private static double[] scored(List<Double> scores) {
    return scores.stream().mapToDouble(Double::doubleValue).filter(s -> !Double.isNaN(s)).toArray();
  }

  private static double[] array(List<Double> scores) {
    return scores.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
