package org.steermesh.eval.domain.report;

import java.util.LinkedHashMap;
import java.util.Map;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.OpenEndedStudy;
import org.steermesh.eval.domain.PasStudy;
import org.steermesh.eval.domain.SideEffectStudy;
import org.steermesh.eval.domain.Study;
import org.steermesh.eval.domain.statistics.Bootstrap;

/** Every kind of study on a page. */
final class StudyPanels {

  private StudyPanels() {}

  /** Draws what came out. */
  static void draw(Markup out, Evaluation evaluation, Study study) {
    switch (study) {
      case PasStudy pas -> new PasPanel(evaluation, pas).draw(out);
      case OpenEndedStudy open -> new OpenEndedPanel(evaluation, open).draw(out);
      case SideEffectStudy effects -> new SideEffectPanel(evaluation, effects).draw(out);
    }
  }

  /** What was declared, as terms and texts. */
  static Map<String, String> terms(Study study) {
    return switch (study) {
      case PasStudy pas -> PasTerms.of(pas);
      case OpenEndedStudy open -> SteeredTerms.of(open);
      case SideEffectStudy effects -> SteeredTerms.of(effects);
    };
  }

  /** How intervals were made. */
  static Map<String, String> intervals(Bootstrap bootstrap) {
    Map<String, String> terms = new LinkedHashMap<>();
    terms.put("confidence", Double.toString(bootstrap.confidence()));
    terms.put("resamples", Integer.toString(bootstrap.resamples()));
    terms.put("seed of the bootstrap", Long.toString(bootstrap.seed()));
    return terms;
  }
}
