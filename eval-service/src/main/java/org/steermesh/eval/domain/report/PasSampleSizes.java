package org.steermesh.eval.domain.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.steermesh.contract.type.ModelFingerprint;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.PasStudy;
import org.steermesh.eval.domain.pas.PasReading;
import org.steermesh.eval.domain.pas.PasResults;
import org.steermesh.eval.domain.statistics.Interval;

/**
 * What training items are worth: the effects of evaluations that differ in their number, one curve
 * per way to steer. A split cuts the drawn items in the order training, validation, test, so that
 * with the number of the first the other two become other items of the same task, too.
 */
final class PasSampleSizes {

  private static final double SPREAD = 20;

  /**
   * All that effects have to have in common to be points of one curve.
   *
   * @param task which items
   * @param study how they were searched, without its tasks and the numbers of items
   * @param mostItems drawn for all parts
   * @param validation items to choose on
   * @param test items of each seed that the effect was measured on
   * @param model behind the study's name
   */
  private record Setting(
      PasStudy.Task task,
      PasStudy study,
      int mostItems,
      int validation,
      int test,
      ModelFingerprint model) {

    static Setting of(Evaluation evaluation, PasStudy study, PasResults.TaskResult task) {
      PasResults.SeedResult seed = task.seeds().getFirst();
      return new Setting(
          task.task(),
          study.withoutItems(),
          study.split().maxItems(),
          seed.validation(),
          seed.test(),
          evaluation.subject().model());
    }
  }

  /** One effect, measured with vectors from so many training items. */
  private record Sized(Setting setting, int train, PasResults.Effect effect) {

    String label() {
      return effect.label();
    }

    Series.Point point() {
      Interval interval = effect.interval();
      double mean = effect.estimate().mean();
      return new Series.Point(
          train,
          mean,
          interval,
          "%s, %d training items: %s, interval %s, n = %d answers"
              .formatted(
                  label(),
                  train,
                  Numbers.change(mean),
                  Numbers.interval(interval),
                  effect.itemCount()));
    }
  }

  private PasSampleSizes() {}

  /**
   * Draws a curve for every task that was searched with several numbers of training items, and all
   * else the same.
   */
  static void draw(Markup out, List<Evaluation> evaluations) {
    Map<Setting, List<Sized>> tasks = new LinkedHashMap<>();
    evaluations.stream()
        .flatMap(PasSampleSizes::effects)
        .forEach(
            sized -> tasks.computeIfAbsent(sized.setting(), _ -> new ArrayList<>()).add(sized));
    tasks.values().removeIf(sized -> sizes(sized).size() < 2);
    if (tasks.isEmpty()) {
      return;
    }
    out.leaf("h2", "What training items are worth");
    out.leaf(
        "p",
        "The effect on the test items against the number of training items that vectors were made"
            + " from; each point is an evaluation of its own, with as many validation and test items,"
            + " but not the same ones.",
        "class",
        "quiet");
    out.open("div", "class", "panels").line();
    String place = tasks.size() == 1 ? "panel alone" : "panel";
    tasks.forEach((setting, sized) -> {
      out.open("section", "class", place);
      drawTask(out, setting.task().title(), sized);
      out.close().line();
    });
    out.close().line();
  }

  private static Stream<Sized> effects(Evaluation evaluation) {
    return evaluation.declaration().steering() instanceof PasStudy study
        ? PasReading.of(evaluation, study).tasks().stream()
            .filter(task -> task.seeds().size() == study.seeds().size())
            .flatMap(task ->
                task.effects().stream()
                    .map(effect ->
                        new Sized(
                            Setting.of(evaluation, study, task),
                            task.seeds().getFirst().train(),
                            effect)))
        : Stream.empty();
  }

  private static List<Double> sizes(List<Sized> sized) {
    return sized.stream().map(each -> (double) each.train()).distinct().sorted().toList();
  }

  private static void drawTask(Markup out, String task, List<Sized> sized) {
    List<Series> lines = lines(sized);
    List<LineStyle> styles = LineStyle.forLines(lines.size(), 0);
    String title = "Effect on " + task + " against training items";
    LineChart chart =
        new LineChart(
            title,
            "The change of test accuracy with its interval, one line per way to steer.",
            new LineChart.Caption(across(sizes(sized)), "training items"),
            new LineChart.Caption(up(lines), "change of test accuracy"),
            0);
    out.open("figure").leaf("figcaption", title);
    Panel.drawLegend(out, lines.stream().map(Series::label).toList(), styles);
    chart.draw(out, lines, styles);
    out.close();
  }

  private static List<Series> lines(List<Sized> sized) {
    return sized.stream()
        .map(Sized::label)
        .distinct()
        .map(label ->
            new Series(
                label,
                sized.stream()
                    .filter(each -> each.label().equals(label))
                    .sorted(Comparator.comparingInt(Sized::train))
                    .map(Sized::point)
                    .toList()))
        .toList();
  }

  private static Axis across(List<Double> sizes) {
    return sizes.getLast() > SPREAD * sizes.getFirst()
        ? Axis.logarithmic(sizes.getFirst(), sizes.getLast())
        : Axis.through(sizes, 0.04);
  }

  private static Axis up(List<Series> lines) {
    double low = extreme(lines, Interval::low, -0.05, Math::min);
    double high = extreme(lines, Interval::high, 0.05, Math::max);
    return Axis.round(low, high);
  }

  private static double extreme(
      List<Series> lines,
      ToDoubleFunction<Interval> end,
      double least,
      DoubleBinaryOperator choose) {
    return lines.stream()
        .flatMap(line -> line.points().stream())
        .flatMapToDouble(point -> DoubleStream.of(point.y(), end.applyAsDouble(point.interval())))
        .filter(Double::isFinite)
        .reduce(least, choose);
  }
}
