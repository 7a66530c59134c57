package org.steermesh.cli.study;

import java.util.ArrayList;
import java.util.List;
import org.steermesh.cli.stage.Stage;
import org.steermesh.eval.v1.PasResult;
import org.steermesh.eval.v1.PasSearch;

/**
 * Every way of a study.
 *
 * @param ways the model as it is first
 * @param stages what was done
 */
public record StudyResult(List<Way> ways, List<Stage> stages) {

  static final String UNSTEERED = "unsteered";
  static final String SFT = "SFT";
  private static final String FEW_SHOT = " on few-shot";

  /** Copies the lists. */
  public StudyResult {
    ways = List.copyOf(ways);
    stages = List.copyOf(stages);
  }

  /**
   * One seed's adapter, measured.
   *
   * @param seconds that its training took
   * @param result of the search on the model with the adapter, on the split of that seed alone
   */
  record Tuned(double seconds, PasResult result) {}

  /**
   * Reads what the evaluations of a study say.
   *
   * @param search what was asked of the base
   * @param base its answer
   * @param tuned one for each seed
   */
  static StudyResult of(PasSearch search, PasResult base, List<Tuned> tuned, List<Stage> stages) {
    List<Way> ways = new ArrayList<>();
    WayReading plain = WayReading.of(List.of(base));
    ways.add(plain.way(UNSTEERED, UNSTEERED, Double.NaN));
    for (PasSearch.Method method : search.getMethodsList()) {
      ways.add(plain.steered(label(method), "", "", 0));
    }
    int examples = search.getBaselines().getFewShotExamples();
    if (examples > 0) {
      String label = "few-shot, k = " + examples;
      double finding = plain.seconds("prompts and examples");
      ways.add(plain.examples(label, examples, finding));
      for (PasSearch.Method method : search.getMethodsList()) {
        ways.add(plain.steered(label(method), FEW_SHOT, FEW_SHOT, finding));
      }
    }
    WayReading after = WayReading.of(tuned.stream().map(Tuned::result).toList());
    double training = tuned.stream().mapToDouble(Tuned::seconds).sum();
    ways.add(after.way(SFT, UNSTEERED, training));
    for (PasSearch.Method method : search.getMethodsList()) {
      ways.add(after.steered(label(method), " on " + SFT, "", training));
    }
    Way unsteered = ways.getFirst();
    return new StudyResult(ways.stream().map(way -> way.against(unsteered)).toList(), stages);
  }

  /** What a way changes; nothing is known of the model as it is. */
  PairedEffect effect(Way way) {
    Way unsteered = ways.getFirst();
    return way.equals(unsteered) ? PairedEffect.of() : way.minus(unsteered);
  }

  /** As evaluations call it. */
  private static String label(PasSearch.Method method) {
    return switch (method) {
      case METHOD_PASF -> "PASf";
      case METHOD_IPASA -> "iPASa";
      case METHOD_IPASWO -> "iPASwo";
      case METHOD_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("no such method: " + method);
    };
  }
}
