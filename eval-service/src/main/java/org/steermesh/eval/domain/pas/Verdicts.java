package org.steermesh.eval.domain.pas;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.steermesh.eval.domain.statistics.Interval;

/** What effects mean, in words. */
public final class Verdicts {

  private Verdicts() {}

  /** One sentence per way to steer, task by task. */
  public static List<String> of(PasResults results) {
    List<String> verdicts = new ArrayList<>();
    for (PasResults.TaskResult task : results.tasks()) {
      for (PasResults.Effect effect : task.effects()) {
        verdicts.add(task.task().title() + ": " + of(effect));
      }
    }
    return verdicts;
  }

  /** Whether the effect is above 0, and above every control. */
  public static String of(PasResults.Effect effect) {
    String told =
        "%s changes the test accuracy by %s (interval %s, n = %d %s, %d answers)"
            .formatted(
                effect.label(),
                signed(effect.estimate().mean()),
                interval(effect.interval()),
                effect.estimate().count(),
                effect.estimate().count() == 1 ? "seed" : "seeds",
                effect.itemCount());
    if (!effect.isAboveZero()) {
      return told + "; an effect above 0 is not shown.";
    }
    List<PasResults.Control> reaching =
        effect.controls().stream().filter(PasResults.Control::reaches).toList();
    if (effect.controls().isEmpty()) {
      return told + ", above 0; no control was run.";
    }
    return reaching.isEmpty()
        ? told + ", above 0 and above every control."
        : told
            + ", above 0, but a control reaches it: "
            + reaching.stream().map(Verdicts::of).collect(Collectors.joining(", "))
            + ". So the effect is not shown to come from what the vector stands for.";
  }

  private static String of(PasResults.Control control) {
    return "%s %s (%s)"
        .formatted(
            control.label(), signed(control.estimate().mean()), interval(control.interval()));
  }

  private static String interval(Interval interval) {
    return interval.isKnown()
        ? signed(interval.low()) + " to " + signed(interval.high())
        : "unknown";
  }

  private static String signed(double value) {
    return String.format(Locale.ROOT, "%+.3f", value);
  }
}
