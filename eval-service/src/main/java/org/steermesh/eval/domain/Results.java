package org.steermesh.eval.domain;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.steermesh.eval.domain.statistics.Bootstrap;

/**
 * What was measured so far.
 *
 * @param cells in the order of the declaration; none of a study
 * @param findings of the steps of a study that are done, by step; none of other experiments
 */
public record Results(List<CellResult> cells, SortedMap<String, Finding> findings) {

  private static final Comparator<BestCell> RULE =
      Comparator.comparingDouble((BestCell best) -> best.effect().mean())
          .thenComparing(BestCell::site)
          .thenComparing(BestCell::strength, Comparator.reverseOrder());

  /** Keeps both. */
  public Results {
    cells = List.copyOf(cells);
    findings = Collections.unmodifiableSortedMap(new TreeMap<>(findings));
  }

  /** Cells without findings. */
  public Results(List<CellResult> cells) {
    this(cells, new TreeMap<>());
  }

  /** The baseline; empty until it has been measured. */
  public Optional<CellResult> unsteered() {
    return find(new Cell.Unsteered());
  }

  /** The arms measured so far on their own, in the order of the declaration. */
  public List<Arm> arms() {
    return cells.stream().map(Results::arm).flatMap(Optional::stream).distinct().toList();
  }

  /** The cells of one arm and the baseline, by rising strength. */
  public List<CellResult> curve(Arm arm) {
    return cells.stream()
        .filter(cell -> cell.cell().changes().isEmpty() || isOf(arm, cell))
        .sorted(Comparator.comparingDouble(cell -> cell.cell().strength(arm)))
        .toList();
  }

  /** Perplexity over the unsteered perplexity; empty where either was not measured. */
  public OptionalDouble perplexityRatio(CellResult cell) {
    double ratio = perplexity(cell) / unsteered().map(Results::perplexity).orElse(Double.NaN);
    return Double.isNaN(ratio) ? OptionalDouble.empty() : OptionalDouble.of(ratio);
  }

  /** Applies the rule of {@link BestCell}; empty if no pair of cells satisfies it. */
  public Optional<BestCell> best(double perplexityRatioLimit, Bootstrap bootstrap) {
    return arms().stream()
        .flatMap(arm -> best(arm, perplexityRatioLimit, bootstrap).stream())
        .max(RULE);
  }

  /** Applies the rule of {@link BestCell} to the cells of one arm. */
  public Optional<BestCell> best(Arm arm, double perplexityRatioLimit, Bootstrap bootstrap) {
    return cells.stream()
        .filter(cell -> isOf(arm, cell) && cell.cell().strength(arm) > 0)
        .filter(cell -> isWithin(cell, perplexityRatioLimit))
        .flatMap(cell -> candidate(arm, cell, perplexityRatioLimit, bootstrap).stream())
        .max(RULE);
  }

  private Optional<BestCell> candidate(
      Arm arm, CellResult plus, double limit, Bootstrap bootstrap) {
    double strength = plus.cell().strength(arm);
    return find(new Cell.Steered(arm, -strength))
        .filter(minus -> isWithin(minus, limit))
        .flatMap(minus -> plus.score().minus(minus.score(), bootstrap))
        .map(effect -> new BestCell(arm, strength, effect));
  }

  private boolean isWithin(CellResult cell, double limit) {
    return cell.perplexity().isEmpty() || perplexityRatio(cell).orElse(Double.NaN) <= limit;
  }

  /** The result of one cell; empty until it has been measured. */
  public Optional<CellResult> find(Cell cell) {
    return cells.stream().filter(result -> Objects.equals(result.cell(), cell)).findFirst();
  }

  private static double perplexity(CellResult cell) {
    return cell.perplexity().map(Perplexity::value).orElse(Double.NaN);
  }

  private static boolean isOf(Arm arm, CellResult result) {
    return arm(result).filter(arm::equals).isPresent();
  }

  private static Optional<Arm> arm(CellResult result) {
    return switch (result.cell()) {
      case Cell.Unsteered() -> Optional.empty();
      case Cell.Steered(Arm arm, double strength) -> Optional.of(arm);
      case Cell.Composed(Cell.Steered first, Cell.Steered second) -> Optional.empty();
    };
  }
}
