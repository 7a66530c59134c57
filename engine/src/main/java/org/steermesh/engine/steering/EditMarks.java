package org.steermesh.engine.steering;

import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.steermesh.engine.decoder.Point;
import org.steermesh.engine.decoder.TreeBuilder;

/**
 * Numbers what edits do to each token, block by block, so that tokens to which the same is done can
 * be found. For one thread.
 */
public final class EditMarks {

  private static final Comparator<ActingEdit> IN_ORDER =
      Comparator.comparingInt(ActingEdit::cut)
          .thenComparingInt(acting -> acting.edit().block())
          .thenComparing(acting -> acting.edit().point())
          .thenComparingInt(acting -> acting.order().own());

  private final int blocks;
  private final int[] cuts;
  private final IdentityHashMap<Operation, Integer> operations = new IdentityHashMap<>();
  private final IdentityHashMap<Gate, Integer> gates = new IdentityHashMap<>();
  private final Map<Deed, Integer> deeds = new HashMap<>();
  private final Map<Mark, Integer> marks = new HashMap<>();

  /** What an edit does to any token it selects. */
  private record Deed(
      int block,
      Point point,
      ActingEdit.Order order,
      int operation,
      float strength,
      int gate,
      Schedule schedule,
      int inputLength) {}

  /** A deed after all deeds before. */
  private record Mark(int before, int deed) {}

  /**
   * Marks for sequences that run together.
   *
   * @param blocks edits at this block and above do not count: they are not reached
   */
  public EditMarks(List<ResolvedSequence> sequences, int blocks) {
    this.blocks = blocks;
    this.cuts =
        sequences.stream()
            .flatMap(sequence -> sequence.acting().stream())
            .filter(this::counts)
            .mapToInt(ActingEdit::cut)
            .distinct()
            .sorted()
            .toArray();
  }

  private boolean counts(ActingEdit acting) {
    return acting.edit().block() < blocks;
  }

  /** The blocks from which on the edits of some sequence act, ascending. */
  public int[] cuts() {
    return cuts.clone();
  }

  /**
   * Marks the tokens of a sequence.
   *
   * @param ids the input and what follows it
   */
  public TreeBuilder.Branch branch(ResolvedSequence sequence, int[] ids) {
    List<ActingEdit> inOrder =
        sequence.acting().stream().filter(this::counts).sorted(IN_ORDER).toList();
    int[][] all = new int[cuts.length][];
    int[] last = new int[ids.length];
    int next = 0;
    for (int level = 0; level < cuts.length; level++) {
      while (next < inOrder.size() && inOrder.get(next).cut() == cuts[level]) {
        last = marked(last, inOrder.get(next++), ids);
      }
      all[level] = last;
    }
    return new TreeBuilder.Branch(ids, all);
  }

  /** The marks after one more edit. */
  private int[] marked(int[] before, ActingEdit acting, int[] ids) {
    int deed = deed(acting);
    int[] after = before.clone();
    SpanPositions spans = acting.selected().spans().over(ids);
    for (int at = 0; at < ids.length; at++) {
      if (acting.selected().contains(at, ids[at], spans)) {
        after[at] = marks.computeIfAbsent(new Mark(before[at], deed), _ -> marks.size() + 1);
      }
    }
    return after;
  }

  private int deed(ActingEdit acting) {
    Edit edit = acting.edit();
    int operation = operations.computeIfAbsent(edit.operation(), _ -> operations.size());
    int gate = edit.gate() == null ? 0 : gates.computeIfAbsent(edit.gate(), _ -> gates.size() + 1);
    // A schedule counts from the end of the input.
    int inputLength =
        edit.schedule().equals(Schedule.CONSTANT) ? 0 : acting.selected().inputLength();
    Deed deed =
        new Deed(
            edit.block(),
            edit.point(),
            acting.order(),
            operation,
            edit.strength(),
            gate,
            edit.schedule(),
            inputLength);
    return deeds.computeIfAbsent(deed, _ -> deeds.size());
  }
}
