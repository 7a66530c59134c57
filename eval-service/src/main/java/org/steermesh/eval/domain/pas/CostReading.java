package org.steermesh.eval.domain.pas;

import java.util.ArrayList;
import java.util.List;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.PasFinding;
import org.steermesh.eval.domain.PasFinding.Answers;
import org.steermesh.eval.domain.PasFinding.Vectors;
import org.steermesh.eval.domain.PasStudy;

/** Reads off what a study cost. */
final class CostReading {

  private final PasStudy study;
  private final Evaluation evaluation;

  CostReading(PasStudy study, Evaluation evaluation) {
    this.study = study;
    this.evaluation = evaluation;
  }

  PasResults.Cost of(List<SeedReading> seeds) {
    List<PasResults.Part> parts = new ArrayList<>();
    long built = 0;
    for (boolean fewShot : study.searches()) {
      List<Vectors> vectors =
          seeds.stream().flatMap(seed -> seed.vectors(fewShot).stream()).toList();
      List<Answers> cells =
          seeds.stream().flatMap(seed -> seed.validation(fewShot).stream()).toList();
      String search = fewShot ? " on few-shot" : "";
      double seconds = vectors.stream().mapToDouble(Vectors::seconds).sum();
      parts.add(new PasResults.Part("vectors" + search, seconds, trained(seeds)));
      parts.add(part("validation cells" + search, cells));
      built += vectors.stream().mapToLong(each -> each.built().size()).sum();
    }
    List<Answers> baselines = baselines(seeds);
    if (!baselines.isEmpty()) {
      parts.add(part("prompts and examples", baselines));
    }
    parts.add(part("test", tests(seeds)));
    long one = vectorBytes();
    return new PasResults.Cost(parts, one, one * built * study.grid().sites().size());
  }

  private static long trained(List<SeedReading> seeds) {
    return seeds.stream()
        .mapToLong(seed -> seed.plan().map(plan -> (long) plan.trainCount()).orElse(0L))
        .sum();
  }

  private List<Answers> baselines(List<SeedReading> seeds) {
    List<Answers> baselines = new ArrayList<>();
    for (SeedReading seed : seeds) {
      for (int i = 0; i < study.baselines().prompts().size(); i++) {
        baselines.addAll(seed.prompt(i));
      }
      baselines.addAll(seed.train());
    }
    return baselines;
  }

  private static List<Answers> tests(List<SeedReading> seeds) {
    List<Answers> tests = new ArrayList<>();
    for (SeedReading seed : seeds) {
      for (int i = 0; !seed.test(i).isEmpty(); i++) {
        tests.addAll(seed.test(i));
      }
    }
    return tests;
  }

  private static PasResults.Part part(String label, List<Answers> answers) {
    return new PasResults.Part(
        label,
        answers.stream().mapToDouble(Answers::seconds).sum(),
        answers.stream().mapToLong(each -> (long) each.given().size() * each.items().size()).sum());
  }

  private long vectorBytes() {
    return evaluation.results().findings().values().stream()
        .filter(PasFinding.End.class::isInstance)
        .mapToLong(end -> ((PasFinding.End) end).vectorBytes())
        .max()
        .orElse(0);
  }
}
