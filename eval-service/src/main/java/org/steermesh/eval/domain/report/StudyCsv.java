package org.steermesh.eval.domain.report;

import java.util.ArrayList;
import java.util.List;
import org.steermesh.contract.SteermeshException;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.OpenEndedStudy;
import org.steermesh.eval.domain.PasStudy;
import org.steermesh.eval.domain.SideEffectStudy;
import org.steermesh.eval.domain.Study;

/** Studies as CSV; every kind has columns of its own. */
final class StudyCsv {

  private StudyCsv() {}

  /** Whether the report is of studies; a report of several kinds has no common columns. */
  static boolean isOf(Report report) {
    List<Class<?>> kinds = report.evaluations().stream().map(StudyCsv::kind).distinct().toList();
    if (kinds.size() > 1) {
      throw SteermeshException.ofField(
          "names",
          "evaluations of different kinds have no common columns: ask for a CSV of each kind");
    }
    return kinds.stream().anyMatch(Study.class::isAssignableFrom);
  }

  /** Sweeps, comparisons and compositions share their columns. */
  private static Class<?> kind(Evaluation evaluation) {
    return evaluation.declaration().steering() instanceof Study study
        ? study.getClass()
        : Evaluation.class;
  }

  /** The head, then the lines of every evaluation. */
  static List<List<String>> lines(Report report) {
    List<List<String>> lines = new ArrayList<>();
    for (Evaluation evaluation : report.evaluations()) {
      if (evaluation.declaration().steering() instanceof Study study) {
        switch (study) {
          case PasStudy pas -> {
            if (lines.isEmpty()) {
              lines.add(PasCsv.HEAD);
            }
            lines.addAll(new PasCsv(evaluation, pas).lines());
          }
          case OpenEndedStudy open -> addBelow(lines, SteeredCsv.openEnded(evaluation, open));
          case SideEffectStudy effects ->
              addBelow(lines, SteeredCsv.sideEffects(evaluation, effects));
        }
      }
    }
    return lines;
  }

  /** Several tables of one kind have one head. */
  private static void addBelow(List<List<String>> lines, List<List<String>> table) {
    lines.addAll(lines.isEmpty() ? table : table.subList(1, table.size()));
  }
}
