package org.steermesh.eval.domain.pas;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import org.steermesh.contract.type.Site;
import org.steermesh.eval.domain.PasFinding.Missing;
import org.steermesh.eval.domain.PasFinding.Role;
import org.steermesh.eval.domain.PasFinding.Test;
import org.steermesh.eval.domain.PasStudy;
import org.steermesh.eval.domain.statistics.Interval;
import org.steermesh.eval.domain.statistics.PairedT;

/**
 * What is read off the findings of a study.
 *
 * @param tasks every declared task
 * @param pooled every way over the tasks of one category
 * @param cost what it cost
 */
public record PasResults(List<TaskResult> tasks, List<Pooled> pooled, Cost cost) {

  /**
   * One task.
   *
   * @param task as declared
   * @param seeds those that are done
   * @param effects of every way to steer
   * @param baselines prompts and examples
   * @param cells validation accuracy over the seeds, without examples
   */
  public record TaskResult(
      PasStudy.Task task,
      List<SeedResult> seeds,
      List<Effect> effects,
      List<Effect> baselines,
      List<CellMean> cells) {

    /** Mean accuracy of the unsteered model on the test parts; NaN where no seed is done. */
    public double unsteeredAccuracy() {
      return seeds.stream()
          .mapToDouble(seed -> seed.tests().getFirst().outcomes().accuracy())
          .average()
          .orElse(Double.NaN);
    }
  }

  /**
   * One seed of a task.
   *
   * @param train items of the training part
   * @param validation items of the validation part
   * @param test items of the test part
   * @param examples how many fit before the questions; empty where none were asked for
   * @param unscored test items that were refused, by reason
   * @param tests the unsteered model first
   * @param missing vectors that could not be built
   */
  public record SeedResult(
      long seed,
      int train,
      int validation,
      int test,
      Optional<Integer> examples,
      SortedMap<String, Integer> unscored,
      List<TestResult> tests,
      List<Missing> missing) {}

  /**
   * One test.
   *
   * @param test what was done
   * @param outcomes of every item
   * @param differences item by item to what its effect is measured from
   */
  public record TestResult(Test test, Outcomes outcomes, List<Double> differences) {

    /** Keeps the differences. */
    public TestResult {
      differences = List.copyOf(differences);
    }

    /** Items that the reference gets right and this wrong. */
    public int rightToWrong() {
      return count(-1);
    }

    /** Items that the reference gets wrong and this right. */
    public int wrongToRight() {
      return count(1);
    }

    private int count(double difference) {
      return (int) differences.stream().filter(d -> d == difference).count();
    }
  }

  /**
   * A way to steer, or a baseline, over the seeds.
   *
   * @param label what it is called
   * @param way method and target; empty for baselines
   * @param fewShot whether examples stand before every question
   * @param seeds the effect, seed by seed
   * @param estimate over the seeds
   * @param itemCount test items over all seeds
   * @param items bootstrap interval over the items of all seeds
   * @param holm its p-value corrected over the tasks
   * @param rightToWrong items over all seeds
   * @param wrongToRight items over all seeds
   * @param controls other vectors at the same cells
   * @param conditions the effect apart for every condition
   */
  public record Effect(
      String label,
      Optional<PasStudy.Way> way,
      boolean fewShot,
      List<Double> seeds,
      PairedT estimate,
      long itemCount,
      Interval items,
      double holm,
      int rightToWrong,
      int wrongToRight,
      List<Control> controls,
      List<ConditionEffect> conditions) {

    /** Whether the interval over the seeds, or of one seed over its items, lies above 0. */
    public boolean isAboveZero() {
      return interval().low() > 0;
    }

    /** Over the seeds; of one seed, over its items. */
    public Interval interval() {
      return estimate.interval().isKnown() ? estimate.interval() : items;
    }

    Effect withHolm(double corrected) {
      return new Effect(
          label,
          way,
          fewShot,
          seeds,
          estimate,
          itemCount,
          items,
          corrected,
          rightToWrong,
          wrongToRight,
          controls,
          conditions);
    }
  }

  /**
   * Another vector at the chosen cells.
   *
   * @param role which
   * @param label in words
   * @param estimate of its effect over the seeds
   * @param items bootstrap interval over the items of all seeds
   * @param itemCount answers over all seeds
   * @param largest of random vectors, the largest mean effect of one draw
   * @param reaches whether its interval reaches that of the effect
   */
  public record Control(
      Role role,
      String label,
      PairedT estimate,
      Interval items,
      long itemCount,
      OptionalDouble largest,
      boolean reaches) {

    /** Over the seeds; of one seed, over its items. */
    public Interval interval() {
      return estimate.interval().isKnown() ? estimate.interval() : items;
    }
  }

  /**
   * The effect on the items of one condition.
   *
   * @param value of the task's attribute
   * @param estimate over the seeds
   * @param itemCount test items over all seeds
   * @param unsteered mean accuracy of the unsteered model over the seeds
   */
  public record ConditionEffect(String value, PairedT estimate, long itemCount, double unsteered) {}

  /**
   * A cell over the seeds.
   *
   * @param way method and target
   * @param site where
   * @param strength how strongly
   * @param accuracy mean over the seeds, on the validation part
   * @param seedCount seeds that have it
   * @param chosenCount seeds in which it was chosen
   * @param itemCount answers over all seeds
   */
  public record CellMean(
      PasStudy.Way way,
      Site site,
      double strength,
      double accuracy,
      int seedCount,
      int chosenCount,
      long itemCount) {}

  /**
   * A way over several tasks.
   *
   * @param category empty for all tasks
   * @param label of the way
   * @param estimate over every seed of every task
   * @param itemCount test items
   * @param taskCount tasks
   */
  public record Pooled(
      String category, String label, PairedT estimate, long itemCount, int taskCount) {}

  /**
   * What a study cost.
   *
   * @param parts by kind of work
   * @param vectorBytes bytes of one vector at one site
   * @param allVectorBytes bytes of all that were searched
   */
  public record Cost(List<Part> parts, long vectorBytes, long allVectorBytes) {}

  /**
   * One kind of work.
   *
   * @param label which
   * @param seconds wall-clock
   * @param prompts that it ran, each counted under every steering
   */
  public record Part(String label, double seconds, long prompts) {}
}
