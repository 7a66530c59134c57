package org.steermesh.eval.domain;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.steermesh.contract.type.Site;
import org.steermesh.eval.domain.statistics.Bootstrap;
import org.steermesh.eval.domain.statistics.MeanEstimate;

/** The cells measured so far, in the order of the sweep. */
public record Results(List<CellResult> cells) {

  private static final Comparator<BestCell> RULE =
      Comparator.comparingDouble((BestCell best) -> best.effect().mean())
          .thenComparing(BestCell::site)
          .thenComparing(BestCell::strength, Comparator.reverseOrder());

  /** Keeps the cells. */
  public Results {
    cells = List.copyOf(cells);
  }

  /** The baseline; empty until it has been measured. */
  public Optional<CellResult> unsteered() {
    return find(new Cell.Unsteered());
  }

  /** The sites measured so far, from the first block to the deepest. */
  public List<Site> sites() {
    return cells.stream().map(Results::site).flatMap(Optional::stream).distinct().sorted().toList();
  }

  /** The cells of one site and the baseline, by rising strength. */
  public List<CellResult> curve(Site site) {
    return cells.stream()
        .filter(cell -> site(cell).map(site::equals).orElse(true))
        .sorted(Comparator.comparingDouble(cell -> cell.cell().strength()))
        .toList();
  }

  /** Perplexity over the unsteered perplexity; empty where either was not measured. */
  public OptionalDouble perplexityRatio(CellResult cell) {
    double ratio = perplexity(cell) / unsteered().map(Results::perplexity).orElse(Double.NaN);
    return Double.isNaN(ratio) ? OptionalDouble.empty() : OptionalDouble.of(ratio);
  }

  /** Applies the rule of {@link BestCell}; empty if no pair of cells satisfies it. */
  public Optional<BestCell> best(double perplexityRatioLimit, Bootstrap bootstrap) {
    return cells.stream()
        .filter(cell -> cell.cell().strength() > 0)
        .filter(cell -> isWithin(cell, perplexityRatioLimit))
        .map(cell -> candidate(cell, perplexityRatioLimit, bootstrap))
        .flatMap(Optional::stream)
        .max(RULE);
  }

  private Optional<BestCell> candidate(CellResult plus, double limit, Bootstrap bootstrap) {
    return site(plus)
        .flatMap(site ->
            find(new Cell.Steered(site, -plus.cell().strength()))
                .filter(minus -> isWithin(minus, limit))
                .flatMap(minus -> plus.score().minus(minus.score(), bootstrap))
                .map(effect -> best(site, plus.cell().strength(), effect)));
  }

  private static BestCell best(Site site, double strength, MeanEstimate effect) {
    return new BestCell(site, strength, effect);
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

  private static Optional<Site> site(CellResult result) {
    return switch (result.cell()) {
      case Cell.Unsteered() -> Optional.empty();
      case Cell.Steered(Site site, double strength) -> Optional.of(site);
    };
  }
}
