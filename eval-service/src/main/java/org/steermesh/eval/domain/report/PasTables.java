package org.steermesh.eval.domain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.steermesh.eval.domain.PasFinding;
import org.steermesh.eval.domain.PasStudy;
import org.steermesh.eval.domain.pas.PasResults;

/** The numbers of painless activation steering as tables, every one with its n. */
final class PasTables {

  private final PasStudy study;
  private final PasResults results;

  PasTables(PasStudy study, PasResults results) {
    this.study = study;
    this.results = results;
  }

  void drawEffects(Markup out) {
    List<String> head =
        List.of(
            "Task",
            "What",
            "Effect",
            "Interval over seeds",
            "Interval over items",
            "p",
            "p, Holm",
            "Seeds",
            "Answers",
            "Right to wrong",
            "Wrong to right");
    table(
        out,
        "Effects and baselines",
        head,
        rows -> {
          for (PasResults.TaskResult task : results.tasks()) {
            List<PasResults.Effect> all = new ArrayList<>(task.effects());
            all.addAll(task.baselines());
            for (PasResults.Effect effect : all) {
              rows.accept(
                  List.of(
                      task.task().title(),
                      effect.label(),
                      Numbers.change(effect.estimate().mean()),
                      Numbers.interval(effect.estimate().interval()),
                      Numbers.interval(effect.items()),
                      p(effect.estimate().greater()),
                      p(effect.holm()),
                      Integer.toString(effect.estimate().count()),
                      Long.toString(effect.itemCount()),
                      Integer.toString(effect.rightToWrong()),
                      Integer.toString(effect.wrongToRight())));
            }
          }
        });
  }

  void drawControls(Markup out) {
    List<String> head =
        List.of(
            "Task",
            "Vector",
            "Control",
            "Effect of the control",
            "Interval",
            "Largest draw",
            "Effect of the vector",
            "Reached",
            "Seeds",
            "Answers");
    table(
        out,
        "Controls at the same cell with the same strength",
        head,
        rows -> {
          for (PasResults.TaskResult task : results.tasks()) {
            for (PasResults.Effect effect : task.effects()) {
              for (PasResults.Control control : effect.controls()) {
                rows.accept(
                    List.of(
                        task.task().title(),
                        effect.label(),
                        control.label(),
                        Numbers.change(control.estimate().mean()),
                        Numbers.interval(control.interval()),
                        Numbers.change(control.largest().orElse(Double.NaN)),
                        Numbers.change(effect.estimate().mean()),
                        control.reaches() ? "yes" : "no",
                        Integer.toString(control.estimate().count()),
                        Long.toString(control.itemCount())));
              }
            }
          }
        });
  }

  void drawConditions(Markup out) {
    boolean any =
        results.tasks().stream()
            .flatMap(task -> task.effects().stream())
            .anyMatch(effect -> !effect.conditions().isEmpty());
    if (!any) {
      return;
    }
    List<String> head =
        List.of("Task", "What", "Condition", "Unsteered", "Effect", "Interval", "Seeds", "Answers");
    table(
        out,
        "Results by condition",
        head,
        rows -> {
          for (PasResults.TaskResult task : results.tasks()) {
            for (PasResults.Effect effect : task.effects()) {
              for (PasResults.ConditionEffect each : effect.conditions()) {
                rows.accept(
                    List.of(
                        task.task().title(),
                        effect.label(),
                        each.value(),
                        Numbers.share(each.unsteered()),
                        Numbers.change(each.estimate().mean()),
                        Numbers.interval(each.estimate().interval()),
                        Integer.toString(each.estimate().count()),
                        Long.toString(each.itemCount())));
              }
            }
          }
        });
  }

  void drawPooled(Markup out) {
    List<String> head =
        List.of("Tasks", "What", "Effect", "Interval", "p", "Differences", "Tasks", "Answers");
    table(
        out,
        "Pooled over tasks",
        head,
        rows -> {
          for (PasResults.Pooled pooled : results.pooled()) {
            rows.accept(
                List.of(
                    pooled.category().isEmpty() ? "all" : pooled.category(),
                    pooled.label(),
                    Numbers.change(pooled.estimate().mean()),
                    Numbers.interval(pooled.estimate().interval()),
                    p(pooled.estimate().greater()),
                    Integer.toString(pooled.estimate().count()),
                    Integer.toString(pooled.taskCount()),
                    Long.toString(pooled.itemCount())));
          }
        });
  }

  void drawSeeds(Markup out) {
    List<String> head =
        List.of(
            "Task",
            "Seed",
            "What",
            "Steered at",
            "Validation accuracy",
            "Test accuracy",
            "Right",
            "Scored",
            "Right to wrong",
            "Wrong to right",
            "Not scored");
    table(
        out,
        "Every test",
        head,
        rows -> {
          for (PasResults.TaskResult task : results.tasks()) {
            for (PasResults.SeedResult seed : task.seeds()) {
              for (PasResults.TestResult test : seed.tests()) {
                rows.accept(test(task, seed, test));
              }
            }
          }
        });
  }

  private static List<String> test(
      PasResults.TaskResult task, PasResults.SeedResult seed, PasResults.TestResult result) {
    PasFinding.Test test = result.test();
    return List.of(
        task.task().title(),
        Long.toString(seed.seed()),
        test.label(),
        test.steered()
            .map(s -> s.site() + ", strength " + Numbers.plain(s.strength()))
            .orElse(Numbers.NONE),
        Numbers.share(test.validationAccuracy()),
        Numbers.share(result.outcomes().accuracy()),
        Integer.toString(result.outcomes().rightCount()),
        Integer.toString(result.outcomes().scoredCount()),
        Integer.toString(result.rightToWrong()),
        Integer.toString(result.wrongToRight()),
        Integer.toString(result.outcomes().right().size() - result.outcomes().scoredCount()));
  }

  void drawMissing(Markup out) {
    for (PasResults.TaskResult task : results.tasks()) {
      for (PasResults.SeedResult seed : task.seeds()) {
        for (PasFinding.Missing missing : seed.missing()) {
          out.leaf(
              "p",
              "%s, seed %d: %s was not built: %s (%s)"
                  .formatted(
                      task.task().title(),
                      seed.seed(),
                      missing.label(),
                      missing.message(),
                      missing.reason()));
        }
        int wanted = study.baselines().fewShot();
        seed.examples()
            .filter(count -> count < wanted)
            .ifPresent(count ->
                out.leaf(
                    "p",
                    "%s, seed %d: %d of %d examples stood before the questions"
                        .formatted(task.task().title(), seed.seed(), count, wanted)));
        if (!seed.unscored().isEmpty()) {
          out.leaf(
              "p",
              "%s, seed %d: test prompts that were not scored: %s"
                  .formatted(
                      task.task().title(),
                      seed.seed(),
                      seed.unscored().entrySet().stream()
                          .map(each -> each.getValue() + " " + each.getKey())
                          .collect(Collectors.joining(", "))));
        }
      }
    }
  }

  void drawCost(Markup out) {
    table(
        out,
        "Cost",
        List.of("Work", "Seconds", "Prompts, each under every steering"),
        rows -> {
          for (PasResults.Part part : results.cost().parts()) {
            rows.accept(
                List.of(
                    part.label(),
                    String.format(Locale.ROOT, "%.1f", part.seconds()),
                    Long.toString(part.prompts())));
          }
        });
    out.leaf(
        "p",
        "One vector at one site takes %d bytes; all that were searched, %d bytes."
            .formatted(results.cost().vectorBytes(), results.cost().allVectorBytes()),
        "class",
        "quiet");
  }

  private static String p(double p) {
    if (Double.isNaN(p)) {
      return Numbers.NONE;
    }
    return p < 0.0005 ? "< 0.0005" : Numbers.share(p);
  }

  private static void table(
      Markup out, String caption, List<String> head, Consumer<Consumer<List<String>>> rows) {
    out.open("div", "class", "scroll").open("table").leaf("caption", caption);
    Tables.drawHead(out, head);
    out.open("tbody");
    rows.accept(row -> Tables.drawRow(out, row, ""));
    out.close().close().close().line();
  }
}
