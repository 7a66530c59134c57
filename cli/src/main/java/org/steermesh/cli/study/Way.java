package org.steermesh.cli.study;

import java.util.ArrayList;
import java.util.List;

/**
 * One way to better the answers of a model, over the seeds.
 *
 * @param name the word for it in a table
 * @param scores of the seeds that have it, in order
 * @param gaps why other seeds do not have it, and where it is not what it seems
 * @param seconds that finding its vectors, examples or adapters took, over all seeds; NaN for the
 *     model as it is
 */
public record Way(String name, List<SeedScore> scores, List<Gap> gaps, double seconds) {

  /**
   * Why a seed has no score, or what is to be known of the one that it has.
   *
   * @param seed of the split
   * @param reason for people
   */
  public record Gap(long seed, String reason) {}

  /** Copies the lists. */
  public Way {
    scores = List.copyOf(scores);
    gaps = List.copyOf(gaps);
  }

  /** Mean over the seeds that have it; NaN where none has. */
  public double accuracy() {
    return scores.stream().mapToDouble(SeedScore::accuracy).average().orElse(Double.NaN);
  }

  /** Test items over the seeds that have it. */
  public long answers() {
    return scores.stream().mapToLong(SeedScore::items).sum();
  }

  /** The same; seeds in which more or fewer items were scored than for the reference say so. */
  Way against(Way reference) {
    List<Gap> told = new ArrayList<>(gaps);
    for (SeedScore own : scores) {
      reference.scores().stream()
          .filter(other -> other.seed() == own.seed() && other.items() != own.items())
          .map(other ->
              "%d test items were scored, and %d for %s: the effect compares different items"
                  .formatted(own.items(), other.items(), reference.name()))
          .forEach(reason -> told.add(new Gap(own.seed(), reason)));
    }
    return new Way(name, scores, told, seconds);
  }

  /** Its accuracies minus those of another way, seed by seed, where both have one. */
  public PairedEffect minus(Way reference) {
    return PairedEffect.of(
        scores.stream()
            .flatMap(own ->
                reference.scores().stream()
                    .filter(other -> other.seed() == own.seed())
                    .map(other -> own.accuracy() - other.accuracy()))
            .mapToDouble(Double::doubleValue)
            .toArray());
  }
}
