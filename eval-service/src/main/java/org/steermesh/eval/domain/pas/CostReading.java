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
    List<Vectors> vectors = new ArrayList<>();
    List<Answers> validation = new ArrayList<>();
    List<Answers> baselines = new ArrayList<>();
    List<Answers> tests = new ArrayList<>();
    long trained = 0;
    for (SeedReading seed : seeds) {
      for (boolean fewShot : study.searches()) {
        seed.vectors(fewShot).ifPresent(vectors::add);
        validation.addAll(seed.validation(fewShot));
      }
      for (int i = 0; i < study.baselines().prompts().size(); i++) {
        baselines.addAll(seed.prompt(i));
      }
      baselines.addAll(seed.train());
      for (int i = 0; !seed.test(i).isEmpty(); i++) {
        tests.addAll(seed.test(i));
      }
      trained += seed.plan().map(plan -> (long) plan.trainCount()).orElse(0L);
    }
    List<PasResults.Part> parts = new ArrayList<>();
    double building = vectors.stream().mapToDouble(Vectors::seconds).sum();
    parts.add(new PasResults.Part("vectors", building, trained * study.searches().size()));
    parts.add(part("validation cells", validation));
    if (!baselines.isEmpty()) {
      parts.add(part("prompts and examples", baselines));
    }
    parts.add(part("test", tests));
    long one = vectorBytes();
    long built = vectors.stream().mapToLong(each -> each.built().size()).sum();
    return new PasResults.Cost(parts, one, one * built * study.grid().sites().size());
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
