package org.steermesh.eval.domain.report;

import java.util.List;
import java.util.Optional;
import org.steermesh.eval.domain.OpenEndedFinding.Text;
import org.steermesh.eval.domain.OpenEndedStudy;
import org.steermesh.eval.domain.OpenEndedStudy.Setting;
import org.steermesh.eval.domain.judging.Judge;
import org.steermesh.eval.domain.judging.OpenEndedSummary;
import org.steermesh.eval.domain.judging.OpenEndedSummary.CellGrades;
import org.steermesh.eval.domain.judging.OpenEndedSummary.TextKey;
import org.steermesh.eval.domain.judging.Verdict;

/** A few texts side by side, with what the judges said of them, and the rubrics. */
final class OpenEndedSamples {

  private static final int PROMPTS = 3;

  private final OpenEndedStudy study;
  private final OpenEndedSummary summary;

  OpenEndedSamples(OpenEndedStudy study, OpenEndedSummary summary) {
    this.study = study;
    this.summary = summary;
  }

  void draw(Markup out) {
    int prompts = Math.min(PROMPTS, study.asked().source().count());
    out.leaf("h2", "Texts to the first " + prompts + " prompts").line();
    for (Setting setting : study.asked().settings()) {
      List<CellGrades> cells =
          summary.cells().stream().filter(cell -> cell.place().setting() == setting).toList();
      for (int prompt = 0; prompt < prompts; prompt++) {
        drawPrompt(out, setting, cells, prompt);
      }
    }
    study.judges().forEach(judge -> drawJudge(out, judge));
  }

  private void drawPrompt(Markup out, Setting setting, List<CellGrades> cells, int prompt) {
    Optional<Text> first = cells.stream().flatMap(cell -> text(cell, prompt).stream()).findFirst();
    if (first.isEmpty()) {
      return;
    }
    out.open("section", "class", "sample").leaf("h3", setting.label());
    out.leaf("blockquote", first.get().question()).open("div", "class", "answers");
    for (CellGrades cell : cells) {
      text(cell, prompt).ifPresent(text -> drawText(out, cell, text));
    }
    out.close().close().line();
  }

  private static Optional<Text> text(CellGrades cell, int prompt) {
    return cell.texts().stream()
        .filter(text -> text.prompt() == prompt && text.sample() == 0)
        .findFirst();
  }

  private void drawText(Markup out, CellGrades cell, Text text) {
    out.open("div", "class", "answer");
    out.leaf("h4", OpenEndedPanel.steered(cell.place().cell()));
    out.leaf("p", text.isWritten() ? text.text() : "not written: " + text.refusal());
    for (int judge = 0; judge < study.judges().size(); judge++) {
      Verdict verdict = cell.verdicts().get(judge).get(new TextKey(text.prompt(), text.sample()));
      if (verdict != null) {
        drawVerdict(out, study.judges().get(judge), verdict);
      }
    }
    out.close();
  }

  private static void drawVerdict(Markup out, Judge judge, Verdict verdict) {
    String grade =
        verdict.grade().isPresent()
            ? Numbers.ratio(verdict.grade().getAsDouble())
            : "no grade, " + verdict.reason();
    String line = judge.name() + ": " + grade;
    if (verdict.reply().isEmpty()) {
      out.leaf("p", line, "class", "quiet");
    } else {
      out.open("details").leaf("summary", line).leaf("p", verdict.reply()).close();
    }
  }

  private static void drawJudge(Markup out, Judge judge) {
    out.open("details").leaf("summary", "Judge " + judge.name());
    out.open("dl");
    switch (judge) {
      case Judge.Endpoint endpoint -> {
        term(out, "endpoint", endpoint.url());
        term(out, "model", endpoint.model());
        term(out, "system", endpoint.system());
        term(out, "rubric", endpoint.rubric());
      }
      case Judge.Model model -> {
        term(out, "model", model.model().isEmpty() ? "the mesh's own" : model.model());
        term(
            out,
            "steered",
            model
                .arm()
                .map(arm -> arm.label() + ", strength " + Numbers.strength(model.strength()))
                .orElse("no"));
        term(out, "rubric", model.rubric());
        term(out, "reply begins", model.opening());
      }
      case Judge.Lexical lexical -> {
        term(out, "positive words", String.join(", ", lexical.positive()));
        term(out, "negative words", String.join(", ", lexical.negative()));
      }
    }
    term(
        out,
        "grade",
        judge.reply().rule()
            + (judge.reply().marker().isEmpty() ? "" : " '" + judge.reply().marker() + "'")
            + ", "
            + Numbers.plain(judge.reply().lowest())
            + " to "
            + Numbers.plain(judge.reply().highest()));
    out.close().close().line();
  }

  private static void term(Markup out, String name, String text) {
    out.leaf("dt", name).leaf("dd", text.isEmpty() ? Numbers.NONE : text);
  }
}
