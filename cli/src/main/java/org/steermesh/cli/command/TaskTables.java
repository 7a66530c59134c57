package org.steermesh.cli.command;

import java.util.List;
import org.steermesh.cli.show.Table;
import org.steermesh.cli.show.Visible;
import org.steermesh.vector.v1.ChoiceItem;
import org.steermesh.vector.v1.Dataset;
import org.steermesh.vector.v1.SkippedItems;
import org.steermesh.vector.v1.Task;

/** Multiple-choice tasks, for people. */
final class TaskTables {

  private static final int LETTERS = 26;

  private TaskTables() {}

  /** What was skipped or is left out, a line for each reason. */
  static List<String> skipped(Dataset dataset) {
    return dataset.getSkippedList().stream().map(TaskTables::skipped).toList();
  }

  private static String skipped(SkippedItems skipped) {
    return "%s %d %s; first: %s"
        .formatted(
            verb(skipped.getScope()),
            skipped.getCount(),
            skipped.getReason(),
            Visible.of(skipped.getFirst()));
  }

  private static String verb(SkippedItems.Scope scope) {
    return switch (scope) {
      case SCOPE_PAPER -> "left out by --protocol paper:";
      case SCOPE_SOUND -> "left out by --protocol sound:";
      case SCOPE_ALL, SCOPE_UNSPECIFIED, UNRECOGNIZED -> "skipped:";
    };
  }

  static Table tasks(List<Task> tasks) {
    Table table = new Table().words("TASK").words("FILES").words("LICENCE").words("WHAT");
    for (Task task : tasks) {
      table.row(task.getName(), task.getFormat(), task.getLicence(), task.getTitle());
    }
    return table;
  }

  /** An item with its choices, the right one marked. */
  static String item(ChoiceItem item) {
    StringBuilder text = new StringBuilder(Visible.of(item.getQuestion()).indent(2));
    for (int choice = 0; choice < item.getChoicesCount(); choice++) {
      String letter =
          choice < LETTERS ? String.valueOf((char) ('A' + choice)) : Integer.toString(choice);
      text.append(
          "  %s %s: %s%n"
              .formatted(
                  item.getGold() == choice ? "*" : " ",
                  letter,
                  Visible.of(item.getChoices(choice))));
    }
    if (!item.getGroup().isEmpty()) {
      text.append("  group ").append(Visible.of(item.getGroup()));
    }
    return text.toString().stripTrailing();
  }
}
