package org.steermesh.cli.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.steermesh.cli.client.PasSeconds;
import org.steermesh.contract.protos.Sites;
import org.steermesh.eval.v1.PasMissing;
import org.steermesh.eval.v1.PasResult;
import org.steermesh.eval.v1.PasSeedResult;
import org.steermesh.eval.v1.PasTest;

/** Reads ways off the evaluations of one task, all seeds of all of them together. */
final class WayReading {

  private final List<PasResult> results;
  private final List<PasSeedResult> seeds;

  private WayReading(List<PasResult> results, List<PasSeedResult> seeds) {
    this.results = results;
    this.seeds = seeds;
  }

  /** Of results that have one task each. */
  static WayReading of(List<PasResult> results) {
    List<PasSeedResult> seeds =
        results.stream()
            .flatMap(result -> result.getTasksList().stream())
            .flatMap(task -> task.getSeedsList().stream())
            .toList();
    return new WayReading(results, seeds);
  }

  /** Seconds of one kind of work, over all seeds. */
  double seconds(String work) {
    return results.stream().mapToDouble(result -> PasSeconds.of(result, work)).sum();
  }

  /**
   * A method's vectors.
   *
   * @param shown what the table puts behind the method
   * @param search what the evaluation puts behind the names of this search
   * @param before seconds that were spent before the search
   */
  Way steered(String method, String shown, String search, double before) {
    double finding = seconds("vectors" + search) + seconds("validation cells" + search);
    return way(method + shown, method + search, before + finding);
  }

  /**
   * Examples before the question.
   *
   * @param wanted how many
   */
  Way examples(String label, int wanted, double seconds) {
    Way way = way(label, label, seconds);
    List<Way.Gap> gaps = new ArrayList<>(way.gaps());
    for (PasSeedResult seed : seeds) {
      if (seed.hasFewShotCount() && seed.getFewShotCount() < wanted) {
        String told =
            "%d of %d examples stood before the questions"
                .formatted(seed.getFewShotCount(), wanted);
        gaps.add(new Way.Gap(seed.getSeed(), told));
      }
    }
    return new Way(way.name(), way.scores(), gaps, way.seconds());
  }

  /**
   * Reads one way.
   *
   * @param label of its tests, and of what a seed without one lacks
   */
  Way way(String name, String label, double seconds) {
    List<SeedScore> scores = new ArrayList<>();
    List<Way.Gap> gaps = new ArrayList<>();
    for (PasSeedResult seed : seeds) {
      Optional<PasTest> test =
          seed.getTestsList().stream().filter(each -> each.getLabel().equals(label)).findFirst();
      if (test.isPresent() && test.get().getItemCount() > 0) {
        scores.add(score(seed.getSeed(), test.get()));
      } else if (test.isPresent()) {
        gaps.add(new Way.Gap(seed.getSeed(), "no test item could be scored"));
      } else {
        gaps.add(new Way.Gap(seed.getSeed(), reason(seed, label)));
      }
    }
    return new Way(name, scores, gaps, seconds);
  }

  private static SeedScore score(long seed, PasTest test) {
    return new SeedScore(
        seed,
        test.getRightCount(),
        test.getItemCount(),
        test.hasSite() ? Sites.show(test.getSite()) : "",
        test.getStrength());
  }

  private static String reason(PasSeedResult seed, String label) {
    return seed.getMissingList().stream()
        .filter(each -> each.getLabel().equals(label))
        .map(PasMissing::getMessage)
        .findFirst()
        .orElse("there is no vector");
  }
}
