package org.steermesh.engine.steering;

import java.util.List;

/** The edits of one sequence, resolved against its tokens. */
public final class ResolvedSequence {

  private final int edits;
  private final List<ActingEdit> acting;

  ResolvedSequence(int edits, List<ActingEdit> acting) {
    this.edits = edits;
    this.acting = List.copyOf(acting);
  }

  /** Number of edits, those of strength 0 counted. */
  int edits() {
    return edits;
  }

  /** The edits that change something. */
  List<ActingEdit> acting() {
    return acting;
  }

  /** The block that edits leave as it is together with all below; the largest number for none. */
  public int firstCut() {
    return acting.stream().mapToInt(ActingEdit::cut).min().orElse(Integer.MAX_VALUE);
  }
}
