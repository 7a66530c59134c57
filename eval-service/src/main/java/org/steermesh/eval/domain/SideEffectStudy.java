package org.steermesh.eval.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;
import org.steermesh.eval.domain.effects.Suite;

/**
 * What steering does to what it is not meant to change.
 *
 * @param steered what steers, and how strongly
 * @param suites what is measured; at least one, names different
 */
public record SideEffectStudy(Steering.Comparison steered, List<Suite> suites) implements Study {

  /**
   * One suite under one cell.
   *
   * @param step name of the step that measures it
   */
  public record Part(int suite, Cell cell, String step) {}

  /** Keeps the list. */
  public SideEffectStudy {
    suites = List.copyOf(suites);
  }

  @Override
  public String model() {
    return steered.model();
  }

  @Override
  public String title() {
    return "side effects";
  }

  @Override
  public List<String> datasets() {
    return suites.stream().flatMap(suite -> suite.dataset().stream()).toList();
  }

  /** Every suite under every cell, suite by suite, the unsteered model first. */
  public List<Part> parts() {
    List<Cell> cells = steered.cells();
    List<Part> parts = new ArrayList<>();
    for (int suite = 0; suite < suites.size(); suite++) {
      for (int cell = 0; cell < cells.size(); cell++) {
        parts.add(new Part(suite, cells.get(cell), "suite %03d.%04d".formatted(suite, cell)));
      }
    }
    return parts;
  }

  @Override
  public int stepCount() {
    return suites.size() * steered.cells().size();
  }

  @Override
  public int doneCount(SortedMap<String, Finding> findings) {
    return findings.size();
  }

  @Override
  public Study resolved(Library.Model model, Function<String, Library.Dataset> datasets) {
    return new SideEffectStudy(
        steered, suites.stream().map(suite -> suite.resolved(datasets)).toList());
  }
}
