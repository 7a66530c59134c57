package org.steermesh.engine.steering;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.steermesh.engine.decoder.Tap;

/**
 * The edits of one window, and who wants to know what they did. At a point the edits of a sequence
 * act in its list order, and a gate sees what those listed before its edit have done, whatever
 * other sequences do there.
 */
public final class PlannedEdits {

  /** As a pass reaches them: a gate comes before its edit. */
  private static final Comparator<Planned> IN_ORDER =
      Comparator.comparingInt((Planned planned) -> planned.tap.block())
          .thenComparing(planned -> planned.tap.point())
          .thenComparingInt(planned -> planned.turn);

  private final List<Planned> all = new ArrayList<>();

  /**
   * A tap.
   *
   * @param turn among the taps of its point
   */
  private record Planned(int turn, Tap tap, Consumer<float[]> receiver) {}

  /**
   * Adds a gate.
   *
   * @param seen how many edits of the same sequence at the gate's point it comes after
   */
  void addGate(int seen, Tap tap, Consumer<float[]> receiver) {
    all.add(new Planned(2 * seen, tap, receiver));
  }

  /**
   * Adds an edit.
   *
   * @param ordinal how many edits of the same sequence at its point it comes after
   */
  void addEdit(int ordinal, Tap tap, Consumer<float[]> receiver) {
    all.add(new Planned(2 * ordinal + 1, tap, receiver));
  }

  private List<Planned> inOrder() {
    return all.stream().sorted(IN_ORDER).toList();
  }

  /** The taps to run, in order of action. */
  public List<Tap> taps() {
    return inOrder().stream().map(Planned::tap).toList();
  }

  /** Hands over what the pass measured, one array per tap, in order. */
  public void record(List<float[]> measures) {
    List<Planned> planned = inOrder();
    for (int i = 0; i < planned.size(); i++) {
      planned.get(i).receiver.accept(measures.get(i));
    }
  }
}
