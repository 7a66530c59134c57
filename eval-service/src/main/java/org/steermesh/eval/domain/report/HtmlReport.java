package org.steermesh.eval.domain.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.Steering;
import org.steermesh.eval.domain.Study;

/**
 * A report as one page that needs nothing else: style and plots are inside, there are no scripts,
 * and it follows the reader's light or dark theme. The page is well-formed XML too.
 */
public final class HtmlReport {

  private static final String HOW_TO_READ =
      "The score of a question is the probability of the answer that shows the behaviour, divided by"
          + " the probability of both listed answers; a score is the mean over all questions. 0.5"
          + " is no preference. The effect is the score at +s minus the score at −s, paired question"
          + " by question. Intervals are bootstrapped over questions. The perplexity ratio compares"
          + " the steered with the unsteered perplexity on texts that have nothing to do with the"
          + " behaviour; 1 is no side effect. The site and strength named are those with the largest"
          + " effect whose perplexity ratio at +s and −s is within the limit; ties go to the deeper"
          + " block.";

  private final String style;

  /** Reads the style sheet. */
  public HtmlReport() {
    try (InputStream sheet = HtmlReport.class.getResourceAsStream("report.css")) {
      style = new String(Objects.requireNonNull(sheet).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the page. */
  public String write(Report report) {
    Markup out = new Markup();
    out.trusted("<!DOCTYPE html>\n").open("html", "lang", "en");
    drawHead(out, report.title());
    out.open("body").open("main").line();
    out.leaf("h1", report.title());
    if (report.evaluations().isEmpty()) {
      out.leaf("p", "There are no evaluations in this report.");
    } else {
      drawEvaluations(out, report.evaluations());
    }
    drawSamples(out, report.samples());
    if (!report.evaluations().isEmpty()) {
      drawNumbers(out, report.evaluations());
    }
    return out.close().close().close().line().finished();
  }

  private void drawHead(Markup out, String title) {
    out.open("head").line();
    out.empty("meta", "charset", "utf-8");
    out.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    out.empty("meta", "name", "color-scheme", "content", "light dark");
    out.leaf("title", title).line();
    out.open("style").line().trusted(style).close().close().line();
  }

  private static void drawEvaluations(Markup out, List<Evaluation> evaluations) {
    List<Evaluation> sweeps =
        evaluations.stream()
            .filter(each -> each.declaration().steering() instanceof Steering.Sweep)
            .toList();
    if (!sweeps.isEmpty()) {
      Tables.drawSummary(out, sweeps);
    }
    if (evaluations.stream().anyMatch(each -> !isStudy(each))) {
      out.leaf("p", HOW_TO_READ, "class", "quiet").line();
    }
    Axis scores = Panel.scoreAxis(evaluations);
    drawPanels(out, sweeps, scores);
    for (Evaluation evaluation : evaluations) {
      switch (evaluation.declaration().steering()) {
        case Steering.Sweep _ -> {}
        case Steering.Comparison comparison -> drawComparison(out, evaluation, comparison, scores);
        case Steering.Composition composition ->
            new CompositionPanel(evaluation, composition).draw(out);
        case Study study -> StudyPanels.draw(out, evaluation, study);
      }
    }
    PasSampleSizes.draw(out, evaluations);
  }

  private static void drawPanels(Markup out, List<Evaluation> sweeps, Axis scores) {
    if (sweeps.isEmpty()) {
      return;
    }
    out.open("div", "class", "panels").line();
    for (Evaluation evaluation : sweeps) {
      out.open("section", "class", sweeps.size() == 1 ? "panel alone" : "panel");
      new Panel(evaluation, scores).draw(out);
      out.close().line();
    }
    out.close();
  }

  private static void drawComparison(
      Markup out, Evaluation evaluation, Steering.Comparison comparison, Axis scores) {
    out.open("section", "class", "panel wide");
    new Panel(evaluation, scores).draw(out);
    out.close().line();
    new ComparisonFigures(evaluation, comparison, scores).drawArms(out);
    out.leaf(
        "p",
        "The columns at one effect compare what arms cost: the effect is the largest rise of the"
            + " score over the unsteered one that every arm reaches with positive strengths; between"
            + " measured strengths both numbers are interpolated. The L1 share of the top tells how"
            + " much of a sparse vector its largest features hold, their number in parentheses.",
        "class",
        "quiet");
  }

  private static void drawSamples(Markup out, List<Sample> samples) {
    if (samples.isEmpty()) {
      return;
    }
    out.leaf("h2", "What the model says").line();
    for (Sample sample : samples) {
      out.open("section", "class", "sample").leaf("h3", sample.heading());
      out.leaf("blockquote", sample.prompt()).open("div", "class", "answers");
      for (Sample.Continuation answer : sample.texts()) {
        out.open("div", "class", "answer");
        out.leaf("h4", answer.label()).leaf("p", answer.text()).close();
      }
      out.close().close().line();
    }
  }

  /** A study draws its own numbers. */
  private static boolean isStudy(Evaluation evaluation) {
    return evaluation.declaration().steering() instanceof Study;
  }

  private static void drawNumbers(Markup out, List<Evaluation> evaluations) {
    List<Evaluation> ofCells = evaluations.stream().filter(each -> !isStudy(each)).toList();
    if (!ofCells.isEmpty()) {
      out.leaf("h2", "Every number").line();
      ofCells.forEach(evaluation -> Tables.drawCells(out, evaluation));
    }
    out.leaf("h2", "How to run it again").line();
    evaluations.forEach(evaluation -> DeclarationList.draw(out, evaluation));
  }
}
