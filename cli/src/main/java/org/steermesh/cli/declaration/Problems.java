package org.steermesh.cli.declaration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;

/** What is wrong with a declaration, with line and column; told all at once. */
final class Problems {

  private static final int MOST_TOLD = 20;

  private final List<String> found = new ArrayList<>();

  /** Notes what is wrong at {@code node}. */
  void add(Node node, String what) {
    found.add(at(node.getStartMark()) + ": " + what);
  }

  /** Where a mark points, as editors read it: {@code sweep.yaml:12:5}. */
  static String at(Optional<Mark> mark) {
    return mark.map(m -> m.getName() + ":" + (m.getLine() + 1) + ":" + (m.getColumn() + 1))
        .orElse("the declaration");
  }

  /** Refuses the declaration if anything is wrong with it. */
  void refuseIfAny() {
    if (found.isEmpty()) {
      return;
    }
    List<String> told = new ArrayList<>(found.subList(0, Math.min(MOST_TOLD, found.size())));
    if (found.size() > told.size()) {
      told.add((found.size() - told.size()) + " more like these");
    }
    throw new SteerException(ExitCode.USAGE, String.join(System.lineSeparator(), told));
  }
}
