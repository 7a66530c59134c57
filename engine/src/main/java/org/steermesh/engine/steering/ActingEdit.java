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

  /** Whether it changes a token, as long as its strength is not 0 there. */
  boolean changes(int position, int id) {
    boolean reaches =
        !(edit.operation() instanceof Operation.AddEach each) || position < each.positions();
    return reaches && selected.contains(position, id);
  }
}
