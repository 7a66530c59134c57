package org.steermesh.vector.domain.task;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An item as a view shows it.
 *
 * @param index its place in the data set
 * @param part the part that it is in
 * @param item as it is stored
 * @param order for every choice shown, its index in the stored item
 */
public record ShownItem(int index, TaskView.Part part, ChoiceItem item, List<Integer> order) {

  /** Permutes the choices by the rule of the view's protocol. */
  static ShownItem of(TaskView view, int index, TaskView.Part part, ChoiceItem item) {
    int choices = item.choices().size();
    int[] order =
        switch (view.protocol()) {
          case PAPER -> Shuffles.python(view.seed(), choices);
          case SOUND -> Shuffles.named(view.seed(), Integer.toString(index), choices);
        };
    return new ShownItem(index, part, item, IntStream.of(order).boxed().toList());
  }

  /** A permutation of 0 to n - 1 that depends on a seed and a name alone. */
  public static int[] shuffle(long seed, String name, int n) {
    return Shuffles.named(seed, name, n);
  }

  /** The letters, {@code A} first. */
  public static String letter(int place) {
    return String.valueOf((char) ('A' + place));
  }

  /** The choices in the order shown. */
  public List<String> choices() {
    return order.stream().map(item.choices()::get).toList();
  }

  /** Where the right answer is shown. */
  public int gold() {
    return order.indexOf(item.gold());
  }

  /** Where the true choices are shown, ascending. */
  public List<Integer> correct() {
    return item.correct().stream().map(order::indexOf).sorted().toList();
  }

  /** The whole prompt. */
  public String prompt() {
    List<String> lines = new ArrayList<>();
    lines.add(item.question());
    List<String> choices = choices();
    for (int place = 0; place < choices.size(); place++) {
      lines.add(letter(place) + ": " + choices.get(place));
    }
    if (!item.fact().isEmpty()) {
      lines.add("Remember, " + item.fact() + ".");
    }
    lines.add("Respond with a single letter.");
    lines.add("Answer:");
    if (!item.note().isEmpty()) {
      lines.add(item.note());
    }
    return String.join("\n", lines);
  }
}
