package org.steermesh.engine.steering;

import org.steermesh.engine.decoder.Point;

/**
 * An edit of one sequence that changes something, with its positions resolved.
 *
 * @param index where it stands among all edits of the sequence
 * @param edit the edit; equal operations of one batch are one object
 * @param ordinal how many acting edits of the sequence stand before it at its point
 * @param selected its positions
 */
record ActingEdit(int index, Edit edit, int ordinal, SelectedPositions selected) {

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
