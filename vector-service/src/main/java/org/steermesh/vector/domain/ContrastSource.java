package org.steermesh.vector.domain;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.steermesh.vector.domain.task.ShownItem;

/** The sequences that the methods of one build compare, item by item as they are taken. */
final class ContrastSource implements Iterator<LabelledExample> {

  private final Iterator<ShownItem> items;
  private final Answers answers;
  private final List<PasSides> methods;
  private final BuildProgress progress;
  private final Queue<LabelledExample> ready = new ArrayDeque<>();
  private int place;

  ContrastSource(
      Iterator<ShownItem> items, Answers answers, List<PasSides> methods, BuildProgress progress) {
    this.items = items;
    this.answers = answers;
    this.methods = methods;
    this.progress = progress;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && items.hasNext()) {
      take(items.next());
    }
    return !ready.isEmpty();
  }

  @Override
  public LabelledExample next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void take(ShownItem item) {
    boolean right = answers.isRight(place);
    String truth = item.statement(answers.gold(place));
    add(right ? ExampleClass.PROMPT_RIGHT : ExampleClass.PROMPT_WRONG, item, item.prompt());
    add(right ? ExampleClass.TRUTH_RIGHT : ExampleClass.TRUTH_WRONG, item, truth);
    if (!right) {
      add(ExampleClass.CHOSEN_WRONG, item, item.statement(answers.chosen(place)));
    }
    place++;
    progress.itemDone();
  }

  private void add(ExampleClass kind, ShownItem item, String text) {
    if (methods.stream().anyMatch(sides -> sides.needs(kind))) {
      ready.add(new LabelledExample("items[" + item.index() + "]", kind, text, ""));
    }
  }
}
