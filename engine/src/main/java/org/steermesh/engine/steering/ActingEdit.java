package org.steermesh.engine.steering;

import org.steermesh.engine.decoder.Point;

/**
 * An edit of one sequence that changes something, with its positions resolved.
 *
 * @param index where it stands among all edits of the sequence
 * @param edit the edit; equal operations of one batch are one object
 * @param order where it and its gate come among the sequence's edits
 * @param selected its positions
 */
record ActingEdit(int index, Edit edit, Order order, SelectedPositions selected) {

  /**
   * Where an edit comes among the acting edits of its sequence.
   *
   * @param own how many stand before it at its point
   * @param gate how many stand before it at its gate's point, whose changes the gate sees; 0 for an
   *     edit without a gate
   */
  record Order(int own, int gate) {}

  /** The block before which, or at the last point of the block before which, this edit acts. */
  int cut() {
    return edit.point() == Point.RESID_POST ? edit.block() + 1 : edit.block();
  }

  /**
   * Whether it changes a token, as long as its strength is not 0 there.
   *
   * @param known of the sequence, up to this token at least
   */
  boolean changes(int position, int id, SpanPositions known) {
    return reaches(position) && selected.contains(position, id, known);
  }

  /** Whether it would change a token that it does not, were that not excluded. */
  boolean excludes(int position, int id, SpanPositions known) {
    return reaches(position) && selected.names(position) && !selected.contains(position, id, known);
  }

  private boolean reaches(int position) {
    return !(edit.operation() instanceof Operation.AddEach each) || position < each.positions();
  }

  /** Whether its strength is not 0 over the input, the same at all of its tokens. */
  boolean actsOnInput() {
    return edit.strength() * edit.schedule().at(0, selected.inputLength()) != 0;
  }
}
