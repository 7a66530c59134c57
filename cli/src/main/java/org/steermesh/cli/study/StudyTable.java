package org.steermesh.cli.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.steermesh.cli.show.Table;

/** A study for a reader. */
public final class StudyTable {

  private static final String NONE = "-";

  private StudyTable() {}

  /**
   * A row for every way, then why some have no number or one to be read with care, then what the
   * columns say.
   */
  public static List<String> lines(StudyResult result) {
    Table table =
        new Table()
            .words("WHAT")
            .numbers("ACCURACY")
            .numbers("EFFECT")
            .words("INTERVAL")
            .numbers("SEEDS")
            .numbers("ANSWERS")
            .numbers("SECONDS");
    for (Way way : result.ways()) {
      table.row(row(way, result.effect(way)));
    }
    List<String> lines = new ArrayList<>(table.lines());
    for (Way way : result.ways()) {
      reasons(way).forEach((reason, seeds) -> lines.add(line(way, reason, seeds)));
    }
    lines.add(
        "effects are against the unsteered model on the same test items, with 95 % t-intervals over"
            + " the seeds;");
    lines.add(
        "seconds find vectors, examples or adapters for all seeds; the methods of one search share"
            + " its seconds");
    return lines;
  }

  private static List<String> row(Way way, PairedEffect effect) {
    boolean compared = effect.count() > 0;
    return List.of(
        way.name(),
        way.scores().isEmpty() ? NONE : String.format(Locale.ROOT, "%.3f", way.accuracy()),
        compared ? change(effect.mean()) : NONE,
        compared && effect.count() > 1 ? change(effect.low()) + ".." + change(effect.high()) : NONE,
        Integer.toString(way.scores().size()),
        Long.toString(way.answers()),
        Double.isNaN(way.seconds()) ? NONE : String.format(Locale.ROOT, "%.1f", way.seconds()));
  }

  private static String change(double value) {
    return String.format(Locale.ROOT, "%+.3f", value);
  }

  /** Seeds by what is to be known of them. */
  private static Map<String, List<Long>> reasons(Way way) {
    Map<String, List<Long>> reasons = new LinkedHashMap<>();
    for (Way.Gap gap : way.gaps()) {
      reasons.computeIfAbsent(gap.reason(), absent -> new ArrayList<>()).add(gap.seed());
    }
    return reasons;
  }

  private static String line(Way way, String reason, List<Long> seeds) {
    return "%s, seed%s %s: %s"
        .formatted(
            way.name(),
            seeds.size() == 1 ? "" : "s",
            seeds.stream().map(String::valueOf).collect(Collectors.joining(", ")),
            reason);
  }
}
