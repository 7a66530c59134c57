package org.steermesh.eval.domain;

import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * An experiment of another kind than a grid of cells: it works in named steps, each of which leaves
 * one {@link Finding}. Whoever takes it over after a crash goes on at the first step that left
 * none.
 */
public sealed interface Study extends Steering permits PasStudy, OpenEndedStudy, SideEffectStudy {

  /** What a reader knows it by. */
  String title();

  /**
   * The data sets that it reads, as {@code datasets/{dataset}}; none of one that brings its own
   * items.
   */
  List<String> datasets();

  /** Units of work in all, for telling progress. */
  int stepCount();

  /** How many of these are done. */
  int doneCount(SortedMap<String, Finding> findings);

  /** The same with its names filled in. */
  Study resolved(Library.Model model, Function<String, Library.Dataset> datasets);

  /** A study has no arms of its own. */
  @Override
  default List<Arm> arms() {
    return List.of();
  }

  /** A study has no cells. */
  @Override
  default List<Cell> cells() {
    return List.of();
  }
}
