package org.steermesh.eval.domain.effects;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.steermesh.eval.domain.Cell;
import org.steermesh.eval.domain.Finding;
import org.steermesh.eval.domain.SideEffectFinding;
import org.steermesh.eval.domain.SideEffectStudy;
import org.steermesh.eval.domain.SideEffectStudy.Part;
import org.steermesh.eval.domain.statistics.Bootstrap;
import org.steermesh.eval.domain.statistics.Interval;
import org.steermesh.eval.domain.statistics.MeanEstimate;

/** What the findings of a study say. */
public record SideEffectSummary(List<SuiteCell> cells) {

  private static final String PERPLEXITY = "perplexity";
  private static final String KL = "kl_per_token";

  /** One suite under one cell. */
  public record SuiteCell(
      Suite suite,
      Cell cell,
      List<Measured> measures,
      SortedMap<String, Integer> unscored,
      double largestDose) {}

  /**
   * One number over the items of a suite.
   *
   * @param name {@code accuracy}, {@code probability}, {@code mc1}, {@code mc2}, {@code perplexity}
   *     or {@code kl_per_token}
   * @param items that count
   * @param tokens that count; 0 where they do not
   * @param change against the unsteered model, paired by item; of the perplexity, the ratio; empty
   *     for the unsteered model
   * @param flips items that changed sides; empty where there are no sides
   */
  public record Measured(
      String name,
      double value,
      Interval interval,
      int items,
      long tokens,
      Optional<Change> change,
      Optional<Flips> flips) {}

  /** A change with its interval, which may be unknown. */
  public record Change(double value, Interval interval) {}

  /** Items right unsteered and wrong steered, and the other way round. */
  public record Flips(int rightToWrong, int wrongToRight) {}

  /** Puts the findings together. */
  public static SideEffectSummary of(
      SideEffectStudy study, SortedMap<String, Finding> findings, Bootstrap bootstrap) {
    Map<Integer, SideEffectFinding> unsteered = new LinkedHashMap<>();
    List<SuiteCell> cells = new ArrayList<>();
    for (Part part : study.parts()) {
      if (findings.get(part.step()) instanceof SideEffectFinding finding) {
        if (part.cell() instanceof Cell.Unsteered) {
          unsteered.put(part.suite(), finding);
        }
        Optional<SideEffectFinding> base =
            part.cell() instanceof Cell.Unsteered
                ? Optional.empty()
                : Optional.ofNullable(unsteered.get(part.suite()));
        cells.add(
            new SuiteCell(
                study.suites().get(part.suite()),
                part.cell(),
                measures(finding, base, bootstrap),
                finding.unscored(),
                finding.largestDose()));
      }
    }
    return new SideEffectSummary(cells);
  }

  private static List<Measured> measures(
      SideEffectFinding finding, Optional<SideEffectFinding> base, Bootstrap bootstrap) {
    List<Measured> measures = new ArrayList<>();
    for (String name : finding.values().keySet()) {
      List<Double> values = values(finding, name);
      Optional<List<Double>> before = base.map(b -> values(b, name));
      switch (name) {
        case ItemMeasures.LOG_LIKELIHOOD ->
            measures.add(
                new Measured(
                    PERPLEXITY,
                    perplexity(finding),
                    Interval.UNKNOWN,
                    known(values).length,
                    tokens(finding),
                    base.map(
                        b -> new Change(perplexity(finding) / perplexity(b), Interval.UNKNOWN)),
                    Optional.empty()));
        case ItemMeasures.DIVERGENCE -> {
          if (known(values).length > 0) {
            measures.add(mean(KL, perToken(finding, values), Optional.empty(), bootstrap, finding));
          }
        }
        default -> measures.add(mean(name, values, before, bootstrap, finding));
      }
    }
    return measures;
  }

  private static Measured mean(
      String name,
      List<Double> values,
      Optional<List<Double>> before,
      Bootstrap bootstrap,
      SideEffectFinding finding) {
    double[] known = known(values);
    Optional<MeanEstimate> mean =
        known.length == 0 ? Optional.empty() : Optional.of(bootstrap.mean(known));
    Optional<double[]> changes =
        before.map(b -> known(differences(values, b))).filter(d -> d.length > 0);
    boolean sided = name.equals(ItemMeasures.ACCURACY) || name.equals(ItemMeasures.MC1);
    return new Measured(
        name,
        mean.map(MeanEstimate::mean).orElse(Double.NaN),
        mean.map(MeanEstimate::interval).orElse(Interval.UNKNOWN),
        known.length,
        tokens(finding),
        changes.map(bootstrap::mean).map(m -> new Change(m.mean(), m.interval())),
        sided ? changes.map(SideEffectSummary::flips) : Optional.empty());
  }

  private static Flips flips(double[] changes) {
    int worse = 0;
    int better = 0;
    for (double change : changes) {
      worse += change < 0 ? 1 : 0;
      better += change > 0 ? 1 : 0;
    }
    return new Flips(worse, better);
  }

  private static List<Double> values(SideEffectFinding finding, String name) {
    return finding.values().getOrDefault(name, List.of());
  }

  private static List<Double> differences(List<Double> values, List<Double> before) {
    List<Double> differences = new ArrayList<>();
    for (int i = 0; i < Math.min(values.size(), before.size()); i++) {
      differences.add(values.get(i) - before.get(i));
    }
    return differences;
  }

  private static List<Double> perToken(SideEffectFinding finding, List<Double> sums) {
    List<Double> means = new ArrayList<>();
    for (int i = 0; i < sums.size(); i++) {
      means.add(sums.get(i) / finding.tokens().get(i));
    }
    return means;
  }

  private static double perplexity(SideEffectFinding finding) {
    double sum = 0;
    for (double log : known(values(finding, ItemMeasures.LOG_LIKELIHOOD))) {
      sum += log;
    }
    return Math.exp(-sum / tokens(finding));
  }

  private static long tokens(SideEffectFinding finding) {
    return finding.tokens().stream().mapToLong(Integer::longValue).sum();
  }

  private static double[] known(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).filter(v -> !Double.isNaN(v)).toArray();
  }
}
