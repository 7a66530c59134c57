package org.steermesh.eval.domain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.steermesh.eval.domain.Arm;
import org.steermesh.eval.domain.Cell;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.OpenEndedStudy;
import org.steermesh.eval.domain.OpenEndedStudy.Setting;
import org.steermesh.eval.domain.judging.Judge;
import org.steermesh.eval.domain.judging.OpenEndedSummary;
import org.steermesh.eval.domain.judging.OpenEndedSummary.CellGrades;
import org.steermesh.eval.domain.judging.OpenEndedSummary.JudgeGrades;
import org.steermesh.eval.domain.judging.ReplyRule;
import org.steermesh.eval.domain.judging.Use;
import org.steermesh.eval.domain.statistics.Interval;
import org.steermesh.eval.domain.statistics.MeanEstimate;

/** Free texts and their grades: a chart for every judge and setting, then the numbers. */
final class OpenEndedPanel {

  private static final String HOW_TO_READ =
      "A grade is the mean over prompts of the mean grade of their texts; its interval is"
          + " bootstrapped over prompts. The change is against the unsteered model, paired prompt"
          + " by prompt. Replies from which no grade could be read, and calls that failed, are"
          + " counted beside it and never count as a grade. Alpha is Krippendorff's for interval"
          + " data, over the texts that at least two of the judges graded, each on the share of its"
          + " own scale.";

  private final Evaluation evaluation;
  private final OpenEndedStudy study;
  private final OpenEndedSummary summary;

  OpenEndedPanel(Evaluation evaluation, OpenEndedStudy study) {
    this.evaluation = evaluation;
    this.study = study;
    this.summary =
        OpenEndedSummary.of(
            study,
            evaluation.results().findings(),
            evaluation.declaration().analysis().bootstrap());
  }

  void draw(Markup out) {
    out.open("section", "class", "panel wide");
    out.leaf("h3", evaluation.title());
    long texts = summary.cells().stream().mapToLong(cell -> cell.texts().size()).sum();
    out.leaf(
        "p",
        "%d prompts, %d texts, %d judges"
            .formatted(study.asked().source().count(), texts, study.judges().size()),
        "class",
        "quiet");
    if (summary.cells().isEmpty()) {
      out.leaf("p", "No text has been written.", "class", "quiet").close();
      return;
    }
    List<Arm> arms = study.steered().arms();
    List<LineStyle> styles = LineStyle.forLines(arms.size(), -1);
    Panel.drawLegend(out, arms.stream().map(Arm::label).toList(), styles);
    out.open("div", "class", "panels").line();
    for (int judge = 0; judge < study.judges().size(); judge++) {
      for (Setting setting : study.asked().settings()) {
        drawChart(out, judge, setting, styles);
      }
    }
    out.close().close().line();
    out.leaf("p", HOW_TO_READ, "class", "quiet");
    drawGrades(out);
    drawFacts(out);
    drawAgreements(out);
    drawUses(out);
    new OpenEndedSamples(study, summary).draw(out);
  }

  private void drawChart(Markup out, int judge, Setting setting, List<LineStyle> styles) {
    Judge who = study.judges().get(judge);
    ReplyRule scale = who.reply();
    double unsteered =
        find(setting, new Cell.Unsteered())
            .flatMap(cell -> cell.grades().get(judge).mean())
            .map(MeanEstimate::mean)
            .orElse(Double.NaN);
    List<Series> lines = new ArrayList<>();
    for (Arm arm : study.steered().arms()) {
      lines.add(new Series(arm.label(), points(judge, setting, arm)));
    }
    String caption = "Grade of " + who.name() + ", " + setting.label() + " (dashed: unsteered)";
    if (lines.stream().flatMap(line -> line.points().stream()).allMatch(p -> Double.isNaN(p.y()))) {
      out.leaf("p", who.name() + " gave no grade, " + setting.label() + ".", "class", "quiet");
      return;
    }
    LineChart chart =
        new LineChart(
            caption,
            "The mean grade at each strength, one line per arm; the table below has the numbers.",
            new LineChart.Caption(Axis.through(study.steered().strengths(), 0.04), "strength"),
            new LineChart.Caption(Axis.round(scale.lowest(), scale.highest()), "grade"),
            unsteered);
    out.open("figure").leaf("figcaption", caption);
    chart.draw(out, lines, styles);
    out.close().line();
  }

  private List<Series.Point> points(int judge, Setting setting, Arm arm) {
    List<Series.Point> points = new ArrayList<>();
    for (double strength : study.steered().strengths()) {
      Cell cell = strength == 0 ? new Cell.Unsteered() : new Cell.Steered(arm, strength);
      Optional<MeanEstimate> mean =
          find(setting, cell).flatMap(found -> found.grades().get(judge).mean());
      points.add(
          new Series.Point(
              strength,
              mean.map(MeanEstimate::mean).orElse(Double.NaN),
              mean.map(MeanEstimate::interval).orElse(Interval.UNKNOWN),
              arm.label()
                  + ", strength "
                  + Numbers.strength(strength)
                  + ": "
                  + mean.map(OpenEndedPanel::told).orElse(Numbers.NONE)));
    }
    return points;
  }

  private static String told(MeanEstimate mean) {
    return Numbers.ratio(mean.mean())
        + " ("
        + Numbers.interval(mean.interval())
        + "), n = "
        + mean.count();
  }

  private Optional<CellGrades> find(Setting setting, Cell cell) {
    return summary.cells().stream()
        .filter(each -> each.place().equals(new OpenEndedSummary.Place(setting, cell)))
        .findFirst();
  }

  private void drawGrades(Markup out) {
    if (study.judges().isEmpty()) {
      return;
    }
    begin(
        out,
        "Grades",
        List.of(
            "Setting, arm, strength",
            "Judge",
            "Grade",
            "Interval",
            "Change (interval)",
            "Prompts",
            "Texts graded",
            "Not graded"));
    for (CellGrades cell : summary.cells()) {
      for (int judge = 0; judge < study.judges().size(); judge++) {
        Tables.drawRow(out, row(cell, judge), "");
      }
    }
    end(out);
  }

  private List<String> row(CellGrades cell, int judge) {
    JudgeGrades grades = cell.grades().get(judge);
    return List.of(
        place(cell.place()),
        study.judges().get(judge).name(),
        grades.mean().map(mean -> Numbers.ratio(mean.mean())).orElse(Numbers.NONE),
        grades.mean().map(mean -> Numbers.interval(mean.interval())).orElse(Numbers.NONE),
        grades
            .change()
            .map(c ->
                "%s (%s), n = %d"
                    .formatted(Numbers.change(c.mean()), Numbers.interval(c.interval()), c.count()))
            .orElse(Numbers.NONE),
        Integer.toString(grades.byPrompt().size()),
        Integer.toString(grades.graded()),
        counted(grades.ungraded()));
  }

  private void drawFacts(Markup out) {
    begin(
        out,
        "What the texts are like",
        List.of(
            "Setting, arm, strength",
            "Texts",
            "Tokens, mean",
            "Distinct words",
            "Distinct pairs",
            "Distinct triples",
            "Repeated span",
            "Compression ratio",
            "Repetitive texts",
            "Not written",
            "Largest dose"));
    for (CellGrades cell : summary.cells()) {
      var facts = cell.facts();
      Tables.drawRow(
          out,
          List.of(
              place(cell.place()),
              Integer.toString(facts.count()),
              Numbers.ratio(facts.meanTokens()),
              Numbers.share(facts.distinct().get(0)),
              Numbers.share(facts.distinct().get(1)),
              Numbers.share(facts.distinct().get(2)),
              Numbers.share(facts.repeatedSpan()),
              Numbers.ratio(facts.compressionRatio()),
              Integer.toString(facts.repetitive()),
              counted(cell.unwritten()),
              Numbers.share(cell.largestDose())),
          "");
    }
    end(out);
  }

  private void drawAgreements(Markup out) {
    if (summary.agreements().isEmpty()) {
      return;
    }
    begin(out, "Agreement of the judges", List.of("Judges", "Alpha", "Spearman", "Texts"));
    for (OpenEndedSummary.Agreed agreed : summary.agreements()) {
      Tables.drawRow(
          out,
          List.of(
              String.join(", ", agreed.judges()),
              Numbers.share(agreed.agreement().alpha()),
              Numbers.share(agreed.agreement().spearman()),
              Integer.toString(agreed.agreement().count())),
          "");
    }
    end(out);
  }

  private void drawUses(Markup out) {
    if (study.judges().isEmpty()) {
      return;
    }
    begin(
        out,
        "Cost of the judges",
        List.of("Judge", "Requests", "Input tokens", "Output tokens", "Tokens not told"));
    for (int judge = 0; judge < study.judges().size(); judge++) {
      Use use = summary.uses().get(judge);
      Tables.drawRow(
          out,
          List.of(
              study.judges().get(judge).name(),
              Long.toString(use.requests()),
              Long.toString(use.inputTokens()),
              Long.toString(use.outputTokens()),
              Long.toString(use.uncounted())),
          "");
    }
    end(out);
  }

  private static void begin(Markup out, String caption, List<String> head) {
    out.open("div", "class", "scroll").open("table").leaf("caption", caption);
    Tables.drawHead(out, head);
    out.open("tbody");
  }

  private static void end(Markup out) {
    out.close().close().close().line();
  }

  /** {@code bare question, humour, strength +2}. */
  static String place(OpenEndedSummary.Place place) {
    return place.setting().label() + ", " + steered(place.cell());
  }

  /** {@code unsteered}, or {@code humour, strength +2}. */
  static String steered(Cell cell) {
    return cell.changes().stream()
        .findFirst()
        .map(change -> change.arm().label() + ", strength " + Numbers.strength(change.strength()))
        .orElse("unsteered");
  }

  /** {@code 3 UNPARSED, 1 HTTP_500}. */
  static String counted(Map<String, Integer> reasons) {
    List<String> told = new ArrayList<>();
    reasons.forEach((reason, count) -> told.add(count + " " + reason));
    return told.isEmpty() ? "0" : String.join(", ", told);
  }
}
