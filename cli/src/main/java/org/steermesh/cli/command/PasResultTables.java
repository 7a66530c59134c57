package org.steermesh.cli.command;

import java.util.List;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.show.Table;
import org.steermesh.contract.protos.Sites;
import org.steermesh.eval.v1.PasControl;
import org.steermesh.eval.v1.PasEffect;
import org.steermesh.eval.v1.PasEstimate;
import org.steermesh.eval.v1.PasPart;
import org.steermesh.eval.v1.PasResult;
import org.steermesh.eval.v1.PasSeedResult;
import org.steermesh.eval.v1.PasTaskResult;
import org.steermesh.eval.v1.PasTest;

/** What came out of painless activation steering, for a reader. */
final class PasResultTables {

  private PasResultTables() {}

  /** Effects beside their controls, then every test, then what it cost. */
  static List<Table> of(PasResult result) {
    Table effects =
        new Table()
            .words("TASK")
            .words("WHAT")
            .numbers("EFFECT")
            .words("INTERVAL")
            .numbers("P")
            .numbers("HOLM")
            .numbers("RIGHT>WRONG")
            .numbers("WRONG>RIGHT")
            .words("REACHED")
            .numbers("SEEDS")
            .numbers("ANSWERS");
    for (PasTaskResult task : result.getTasksList()) {
      String name = Names.id(task.getDataset());
      for (PasEffect effect : task.getEffectsList()) {
        addEffect(effects, name, effect);
        effect.getControlsList().forEach(control -> addControl(effects, name, control));
      }
      task.getBaselinesList().forEach(baseline -> addEffect(effects, name, baseline));
    }
    return List.of(effects, tests(result), cost(result));
  }

  private static void addEffect(Table table, String task, PasEffect effect) {
    table.row(
        task,
        effect.getLabel(),
        change(effect.getEffect().getMean()),
        interval(effect.getEffect(), effect.getItemsLow(), effect.getItemsHigh()),
        probability(effect.getPValue()),
        probability(effect.getHolmPValue()),
        Integer.toString(effect.getRightToWrong()),
        Integer.toString(effect.getWrongToRight()),
        "",
        Integer.toString(effect.getEffect().getSeedCount()),
        Long.toString(effect.getEffect().getItemCount()));
  }

  private static void addControl(Table table, String task, PasControl control) {
    table.row(
        task,
        "  " + control.getLabel(),
        change(control.getEffect().getMean()),
        interval(control.getEffect(), control.getItemsLow(), control.getItemsHigh()),
        "",
        "",
        "",
        "",
        control.getReachesEffect() ? "yes" : "no",
        Integer.toString(control.getEffect().getSeedCount()),
        Long.toString(control.getEffect().getItemCount()));
  }

  private static Table tests(PasResult result) {
    Table table =
        new Table()
            .words("TASK")
            .numbers("SEED")
            .words("TEST")
            .words("AT")
            .numbers("VALIDATION")
            .numbers("RIGHT")
            .numbers("OF")
            .numbers("ACCURACY");
    for (PasTaskResult task : result.getTasksList()) {
      for (PasSeedResult seed : task.getSeedsList()) {
        for (PasTest test : seed.getTestsList()) {
          table.row(
              Names.id(task.getDataset()),
              Long.toString(seed.getSeed()),
              test.getLabel(),
              test.hasSite()
                  ? Sites.show(test.getSite()) + " x" + Shown.strength(test.getStrength())
                  : "-",
              test.hasValidationAccuracy() ? Shown.decimal(test.getValidationAccuracy(), 3) : "-",
              Integer.toString(test.getRightCount()),
              Integer.toString(test.getItemCount()),
              test.getItemCount() == 0
                  ? "-"
                  : Shown.decimal((double) test.getRightCount() / test.getItemCount(), 3));
        }
      }
    }
    return table;
  }

  private static Table cost(PasResult result) {
    Table table = new Table().words("WORK").numbers("SECONDS").numbers("PROMPTS");
    for (PasPart part : result.getCost().getPartsList()) {
      table.row(
          part.getLabel(),
          Shown.decimal(part.getSeconds(), 1),
          Long.toString(part.getPromptCount()));
    }
    return table;
  }

  /** Over the seeds; of one seed, over its items. */
  private static String interval(PasEstimate estimate, double itemsLow, double itemsHigh) {
    boolean seeds = !Double.isNaN(estimate.getLow());
    double low = seeds ? estimate.getLow() : itemsLow;
    double high = seeds ? estimate.getHigh() : itemsHigh;
    return Double.isNaN(low) ? "-" : change(low) + ".." + change(high);
  }

  private static String change(double value) {
    return (value > 0 ? "+" : "") + Shown.decimal(value, 3);
  }

  private static String probability(double value) {
    return Shown.decimal(value, 4);
  }
}
