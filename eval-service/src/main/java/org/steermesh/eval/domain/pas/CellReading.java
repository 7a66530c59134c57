package org.steermesh.eval.domain.pas;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.steermesh.eval.domain.PasFinding.Answers;
import org.steermesh.eval.domain.PasFinding.Plan;
import org.steermesh.eval.domain.PasFinding.Role;
import org.steermesh.eval.domain.PasFinding.Vectors;
import org.steermesh.eval.domain.PasStudy;

/** Reads the validation accuracy of every cell over the seeds of one task. */
final class CellReading {

  private final PasStudy study;
  private final List<SeedReading> seeds;

  CellReading(PasStudy study, List<SeedReading> seeds) {
    this.study = study;
    this.seeds = seeds;
  }

  private static final class Sum {
    private double accuracy;
    private int seeds;
    private int chosen;
    private long items;
  }

  /** The cells of the seeds whose choice is made, without examples. */
  List<PasResults.CellMean> means() {
    Map<Cells.Cell, Sum> sums = new LinkedHashMap<>();
    for (SeedReading seed : seeds) {
      if (seed.plan().isPresent() && seed.vectors(false).isPresent()) {
        add(sums, seed.vectors(false).get(), seed.validation(false), seed.plan().get());
      }
    }
    List<PasResults.CellMean> means = new ArrayList<>();
    sums.forEach((cell, sum) ->
        means.add(
            new PasResults.CellMean(
                cell.way(),
                cell.site(),
                cell.strength(),
                sum.accuracy / sum.seeds,
                sum.seeds,
                sum.chosen,
                sum.items)));
    return means;
  }

  private void add(Map<Cells.Cell, Sum> sums, Vectors vectors, List<Answers> answers, Plan plan) {
    List<Cells.Cell> cells = Cells.of(study, vectors);
    for (int i = 0; i < cells.size(); i++) {
      int[] right = Cells.rightOf(answers, i + 1);
      if (right[1] > 0) {
        Sum sum = sums.computeIfAbsent(cells.get(i), absent -> new Sum());
        sum.accuracy += (double) right[0] / right[1];
        sum.seeds++;
        sum.items += right[1];
        sum.chosen += isChosen(plan, cells.get(i)) ? 1 : 0;
      }
    }
  }

  private static boolean isChosen(Plan plan, Cells.Cell cell) {
    return plan.tests().stream()
        .filter(test -> test.role() == Role.STEERED && !test.fewShot())
        .filter(test -> test.way().filter(cell.way()::equals).isPresent())
        .flatMap(test -> test.steered().stream())
        .anyMatch(s -> s.site().equals(cell.site()) && s.strength() == cell.strength());
  }
}
