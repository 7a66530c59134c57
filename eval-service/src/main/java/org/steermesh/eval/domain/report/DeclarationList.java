package org.steermesh.eval.domain.report;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.steermesh.contract.type.ModelFingerprint;
import org.steermesh.contract.type.Positions;
import org.steermesh.contract.type.Site;
import org.steermesh.eval.domain.Arm;
import org.steermesh.eval.domain.Declaration;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.Steering;
import org.steermesh.eval.domain.Study;
import org.steermesh.eval.domain.Subject;
import org.steermesh.eval.domain.statistics.Bootstrap;

/** Everything that is needed to run an evaluation again, as a list of terms. */
final class DeclarationList {

  private DeclarationList() {}

  static void draw(Markup out, Evaluation evaluation) {
    out.open("details").leaf("summary", evaluation.name()).open("dl");
    drawSteering(out, evaluation.declaration().steering(), evaluation.subject().model());
    if (evaluation.declaration().steering() instanceof Study) {
      StudyPanels.intervals(evaluation.declaration().analysis().bootstrap())
          .forEach((name, text) -> term(out, name, text));
    } else {
      drawItems(out, evaluation.declaration(), evaluation.subject());
      drawAnalysis(out, evaluation.declaration().analysis());
    }
    drawRun(out, evaluation);
    out.close();
    drawTexts(out, evaluation.declaration().neutralTexts());
    out.close().line();
  }

  private static void drawSteering(Markup out, Steering steering, ModelFingerprint model) {
    term(out, "model", steering.model());
    term(out, "digest of the weights", model.weightsDigest());
    term(out, "digest of the tokenizer", model.tokenizerDigest());
    term(out, "digest of the chat template", model.templateDigest());
    switch (steering) {
      case Steering.Sweep sweep -> {
        term(out, "vector", sweep.vector());
        term(out, "sites", join(sweep.sites().stream().map(Site::toString).toList()));
        term(out, "strengths", strengths(sweep.strengths()));
        term(out, "steered tokens of an item", positions(sweep.positions()));
      }
      case Steering.Comparison comparison -> {
        comparison.arms().forEach(arm -> term(out, arm.label(), arm(arm)));
        term(out, "strengths", strengths(comparison.strengths()));
      }
      case Steering.Composition composition -> {
        term(out, "first: " + composition.first().label(), arm(composition.first()));
        term(out, "its strengths", strengths(composition.firstStrengths()));
        term(out, "second: " + composition.second().label(), arm(composition.second()));
        term(out, "its strengths", strengths(composition.secondStrengths()));
      }
      case Study study -> StudyPanels.terms(study).forEach((name, text) -> term(out, name, text));
    }
  }

  private static String arm(Arm arm) {
    String gate = arm.gate().map(each -> ", only " + each).orElse("");
    return arm.vector() + ", " + arm.site() + ", " + positions(arm.positions()) + gate;
  }

  private static String strengths(List<Double> strengths) {
    return join(strengths.stream().map(Numbers::strength).toList());
  }

  private static void drawItems(Markup out, Declaration declaration, Subject subject) {
    drawItems(
        out,
        declaration.items(),
        new Subject.Questions(subject.behaviour(), subject.datasetDigest(), subject.itemCount()));
    if (declaration.steering() instanceof Steering.Composition composition) {
      drawItems(out, composition.secondItems(), subject.second().orElseThrow());
    }
  }

  private static void drawItems(Markup out, Declaration.Items items, Subject.Questions questions) {
    term(out, "data set", items.dataset());
    term(out, "digest of the data set", questions.datasetDigest());
    term(out, "first item", Long.toString(items.first()));
    term(out, "items", Integer.toString(questions.itemCount()));
    term(out, "rendering", items.layout().rendering().name());
    term(out, "template", items.layout().template());
    term(out, "answer prefix", items.layout().answerPrefix());
  }

  private static void drawAnalysis(Markup out, Declaration.Analysis analysis) {
    Bootstrap bootstrap = analysis.bootstrap();
    term(out, "intervals", "bootstrap over items, bias-corrected and accelerated (BCa)");
    term(out, "confidence", Double.toString(bootstrap.confidence()));
    term(out, "resamples", Integer.toString(bootstrap.resamples()));
    term(out, "seed", Long.toString(bootstrap.seed()));
    term(out, "perplexity ratio limit", Numbers.ratio(analysis.perplexityRatioLimit()));
  }

  private static void drawRun(Markup out, Evaluation evaluation) {
    Evaluation.Progress progress = evaluation.progress();
    term(out, "description", evaluation.declaration().description());
    term(out, "state", progress.state().name());
    progress.failure().ifPresent(f -> term(out, "failure", f.reason() + ": " + f.message()));
    term(out, "created", progress.createTime().toString());
    term(out, "ended", progress.endTime().map(Instant::toString).orElse(""));
    term(out, "code version", evaluation.subject().codeVersion());
  }

  private static void drawTexts(Markup out, List<String> texts) {
    if (!texts.isEmpty()) {
      out.leaf("p", "Neutral texts, steered at every token but the beginning of sequence:");
      out.open("ol");
      texts.forEach(text -> out.leaf("li", text));
      out.close();
    }
  }

  private static String positions(Positions positions) {
    String marker = positions.marker().isEmpty() ? "" : " '" + positions.marker() + "'";
    String indices = positions.indices().isEmpty() ? "" : " " + positions.indices();
    String excluded =
        positions.excludedTokenIds().isEmpty()
            ? ""
            : " without tokens " + positions.excludedTokenIds();
    return positions.rule() + marker + indices + excluded;
  }

  private static String join(List<String> texts) {
    return texts.stream().collect(Collectors.joining(", "));
  }

  private static void term(Markup out, String name, String text) {
    out.leaf("dt", name).leaf("dd", text.isEmpty() ? Numbers.NONE : text);
  }
}
