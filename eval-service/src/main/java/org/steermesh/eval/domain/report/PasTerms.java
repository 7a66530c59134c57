package org.steermesh.eval.domain.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.steermesh.eval.domain.PasStudy;

/** The declaration of painless activation steering, as terms and texts. */
final class PasTerms {

  private PasTerms() {}

  static Map<String, String> of(PasStudy study) {
    Map<String, String> terms = new LinkedHashMap<>();
    for (PasStudy.Task task : study.tasks()) {
      terms.put("data set " + task.dataset(), task(task));
    }
    terms.put("protocol", study.protocol().name());
    terms.put("prompts are shown as", shown(study));
    terms.put("seeds", join(study.seeds()));
    terms.put("split", split(study.split()));
    terms.put("methods", join(study.methods().stream().map(PasStudy.Method::label).toList()));
    terms.put("targets", join(study.grid().targets()));
    terms.put("blocks", join(study.grid().blocks()));
    terms.put(
        "strengths, in the order of ties",
        join(study.grid().strengths().stream().map(Numbers::plain).toList()));
    terms.put("selection on validation", study.selection().name());
    terms.put("random vectors per effect", Integer.toString(study.controls().randomVectors()));
    terms.put("seed of the random vectors", Long.toString(study.controls().randomSeed()));
    terms.put("prompts", join(study.baselines().prompts()));
    terms.put("few-shot examples", Integer.toString(study.baselines().fewShot()));
    terms.put(
        "vectors searched with examples too", study.baselines().steerFewShot() ? "yes" : "no");
    return terms;
  }

  static String shown(PasStudy study) {
    return switch (study.shown()) {
      case PLAIN -> "plain text";
      case CHAT -> "a chat";
    };
  }

  private static String task(PasStudy.Task task) {
    return "digest "
        + task.digest()
        + (task.category().isEmpty() ? "" : ", category " + task.category())
        + (task.condition().isEmpty() ? "" : ", apart by " + task.condition());
  }

  private static String split(PasStudy.Split split) {
    String parts =
        split.train() == 0
            ? "60 %, 20 %, 20 %"
            : "%d, %d, %d".formatted(split.train(), split.validation(), split.test());
    return "training, validation, test: %s; at most %d items".formatted(parts, split.maxItems());
  }

  private static String join(List<?> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
