package org.steermesh.eval.domain.report;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.steermesh.contract.type.ModelFingerprint;
import org.steermesh.contract.type.Positions;
import org.steermesh.contract.type.Site;
import org.steermesh.eval.domain.Declaration;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.Subject;
import org.steermesh.eval.domain.statistics.Bootstrap;

/** Everything that is needed to run an evaluation again, as a list of terms. */
final class DeclarationList {

  private DeclarationList() {}

  static void draw(Markup out, Evaluation evaluation) {
    out.open("details").leaf("summary", evaluation.name()).open("dl");
    drawSteering(out, evaluation.declaration().steering(), evaluation.subject().model());
    drawItems(out, evaluation.declaration().items(), evaluation.subject());
    drawAnalysis(out, evaluation.declaration().analysis());
    drawRun(out, evaluation);
    out.close();
    drawTexts(out, evaluation.declaration().neutralTexts());
    out.close().line();
  }

  private static void drawSteering(
      Markup out, Declaration.Steering steering, ModelFingerprint model) {
    term(out, "model", steering.model());
    term(out, "digest of the weights", model.weightsDigest());
    term(out, "digest of the tokenizer", model.tokenizerDigest());
    term(out, "digest of the chat template", model.templateDigest());
    term(out, "vector", steering.vector());
    term(out, "sites", join(steering.sites().stream().map(Site::toString).toList()));
    term(out, "strengths", join(steering.strengths().stream().map(Numbers::strength).toList()));
    term(out, "steered tokens of an item", positions(steering.positions()));
  }

  private static void drawItems(Markup out, Declaration.Items items, Subject subject) {
    term(out, "data set", items.dataset());
    term(out, "digest of the data set", subject.datasetDigest());
    term(out, "first item", Long.toString(items.first()));
    term(out, "items", Integer.toString(subject.itemCount()));
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
