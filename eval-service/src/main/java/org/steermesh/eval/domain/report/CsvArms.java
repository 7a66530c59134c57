package org.steermesh.eval.domain.report;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.steermesh.eval.domain.Arm;
import org.steermesh.eval.domain.BehaviourScore;
import org.steermesh.eval.domain.CellResult;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.Steering;
import org.steermesh.eval.domain.Study;
import org.steermesh.eval.domain.statistics.MeanEstimate;

/** The columns of comparisons and compositions; empty for sweeps. */
final class CsvArms {

  private static final int COLUMNS = 13;

  private CsvArms() {}

  /** The arm of a cell; of a composition, the first vector. */
  static Optional<Arm> first(Evaluation evaluation, CellResult cell) {
    return switch (evaluation.declaration().steering()) {
      case Steering.Sweep _, Steering.Comparison _ ->
          cell.cell().changes().stream().map(change -> change.arm()).findFirst();
      case Steering.Composition composition -> Optional.of(composition.first());
      case Study _ -> Optional.empty();
    };
  }

  /** The vector of a row; that of a sweep is told of the baseline too. */
  static String vector(Evaluation evaluation, Optional<Arm> arm) {
    return evaluation.declaration().steering() instanceof Steering.Sweep sweep
        ? sweep.vector()
        : arm.map(Arm::vector).orElse("");
  }

  static List<String> fields(Evaluation evaluation, CellResult cell) {
    return switch (evaluation.declaration().steering()) {
      case Steering.Sweep _, Study _ -> Collections.nCopies(COLUMNS, "");
      case Steering.Comparison _ -> {
        Optional<Arm> arm = first(evaluation, cell);
        yield List.of(
            arm.map(a -> CsvReport.text(a.label())).orElse(""),
            arm.map(a -> CsvReport.number(a.parameter().orElse(Double.NaN))).orElse(""),
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            arm.map(CsvArms::gate).orElse(""),
            "");
      }
      case Steering.Composition composition -> composed(evaluation, composition, cell);
    };
  }

  private static List<String> composed(
      Evaluation evaluation, Steering.Composition composition, CellResult cell) {
    Arm second = composition.second();
    Optional<MeanEstimate> score = cell.second().flatMap(BehaviourScore::overall);
    return List.of(
        CsvReport.text(composition.first().label()),
        "",
        CsvReport.text(evaluation.subject().second().orElseThrow().behaviour()),
        CsvReport.text(second.vector()),
        Integer.toString(second.site().block()),
        second.site().target().name(),
        CsvReport.number(cell.cell().strength(second)),
        score.map(s -> CsvReport.number(s.mean())).orElse(""),
        score.map(s -> CsvReport.number(s.interval().low())).orElse(""),
        score.map(s -> CsvReport.number(s.interval().high())).orElse(""),
        Integer.toString(cell.second().map(BehaviourScore::scoredCount).orElse(0)),
        gate(composition.first()),
        gate(second));
  }

  private static String gate(Arm arm) {
    return arm.gate().map(gate -> CsvReport.text(gate.toString())).orElse("");
  }
}
