package org.steermesh.engine.steering;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.steermesh.engine.decoder.EditParameters;
import org.steermesh.engine.decoder.Point;
import org.steermesh.engine.decoder.Tap;
import org.steermesh.engine.decoder.Window;
import org.steermesh.engine.torch.NativeValue;

/**
 * Edits of one kind at one point, of different sequences of a batch, done as one: their vectors are
 * rows of a matrix, and every token names its row. A token that several sequences share is changed
 * once and counts for each of them.
 */
final class EditGroup implements AutoCloseable {

  private static final SparseSupport DENSE =
      new SparseSupport(new float[0], new float[0], new float[0], new float[0], new float[0]);

  /**
   * What the edits of one group have in common.
   *
   * @param ordinal how many edits of the same sequence act at this point before
   * @param support the sparse support, the same arrays for all; an empty one for dense edits
   */
  record Key(int block, Point point, int ordinal, Tap.Kind kind, SparseSupport support) {}

  /** One edit of one sequence, and what it did so far. */
  private record Member(
      int sequence, SelectedPositions selected, float strength, int direction, Measured measured) {}

  /** One token that a window changes, and who wants to know. */
  private record Change(Member first, List<Receiver> receivers) {}

  /** Whose token was changed, and whether it was generated. */
  private record Receiver(Measured measured, boolean generated) {}

  private final Key key;
  private final List<Operation> operations = new ArrayList<>();
  private final IdentityHashMap<Operation, Integer> directions = new IdentityHashMap<>();
  private final List<Member> members = new ArrayList<>();
  private List<NativeValue> parameters = List.of();

  EditGroup(Key key) {
    this.key = key;
  }

  static Key keyOf(ActingEdit acting) {
    Edit edit = acting.edit();
    int ordinal = acting.ordinal();
    return switch (edit.operation()) {
      case Operation.Add add ->
          key(edit, ordinal, add.keepNorm() ? Tap.Kind.ADD_KEEP_NORM : Tap.Kind.ADD, DENSE);
      case Operation.ProjectOut _ -> key(edit, ordinal, Tap.Kind.PROJECT_OUT, DENSE);
      case Operation.Clamp _ -> key(edit, ordinal, Tap.Kind.CLAMP, DENSE);
      case Operation.SparseAdd add ->
          key(
              edit,
              ordinal,
              add.nonlinearity() == Operation.Nonlinearity.OWN
                  ? Tap.Kind.SPARSE_ADD
                  : Tap.Kind.SPARSE_ADD_RELU,
              add.support());
      case Operation.SparseClamp clamp ->
          key(edit, ordinal, Tap.Kind.SPARSE_CLAMP, clamp.support());
    };
  }

  private static Key key(Edit edit, int ordinal, Tap.Kind kind, SparseSupport support) {
    return new Key(edit.block(), edit.point(), ordinal, kind, support);
  }

  Key key() {
    return key;
  }

  void add(int sequence, ActingEdit acting, Measured measured) {
    Operation operation = acting.edit().operation();
    int direction = directions.computeIfAbsent(operation, _ -> directions.size());
    if (direction == operations.size()) {
      operations.add(operation);
    }
    int row = key.support().size() == 0 ? direction : 0;
    members.add(new Member(sequence, acting.selected(), acting.edit().strength(), row, measured));
  }

  /** Uploads the vectors; called once, after the last edit was added. */
  void upload() {
    SparseSupport support = key.support();
    parameters =
        support.size() == 0
            ? EditParameters.dense(vectors(), units(), values())
            : EditParameters.sparse(
                Units.of(support),
                support.encoder(),
                support.bias(),
                support.threshold(),
                new EditParameters.DecoderRows(support.decoder(), support.values()));
  }

  /** What this group does to a window. */
  void plan(Window window, PlannedEdits plan) {
    Map<Integer, Change> changes = new LinkedHashMap<>();
    for (Member member : members) {
      int sequence = member.sequence();
      SelectedPositions selected = member.selected();
      for (int at = window.start(sequence); at < window.end(sequence); at++) {
        if (selected.contains(at, window.token(sequence, at))) {
          int flat = window.flat(sequence, at, key.block(), key.point());
          changes
              .computeIfAbsent(flat, _ -> new Change(member, new ArrayList<>(1)))
              .receivers()
              .add(new Receiver(member.measured(), at >= selected.inputLength()));
        }
      }
    }
    if (!changes.isEmpty()) {
      plan.add(tap(changes), measures -> record(changes.values(), measures));
    }
  }

  private Tap tap(Map<Integer, Change> changes) {
    long[] rows = changes.keySet().stream().mapToLong(Integer::longValue).toArray();
    float[] strengths = new float[rows.length];
    long[] directions = new long[rows.length];
    int i = 0;
    for (Change change : changes.values()) {
      strengths[i] = change.first().strength();
      directions[i++] = change.first().direction();
    }
    return new Tap(key.block(), key.point(), key.kind(), rows, strengths, directions, parameters);
  }

  private static void record(Collection<Change> changes, float[] measures) {
    int at = 0;
    for (Change change : changes) {
      for (Receiver receiver : change.receivers()) {
        receiver.measured().add(receiver.generated(), measures, at);
      }
      at += Tap.MEASURES;
    }
  }

  private float[][] vectors() {
    return operations.stream().map(EditGroup::vector).toArray(float[][]::new);
  }

  private float[][] units() {
    return operations.stream().map(EditGroup::vector).map(Units::of).toArray(float[][]::new);
  }

  private float[] values() {
    float[] values = new float[operations.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = operations.get(i) instanceof Operation.Clamp clamp ? clamp.value() : 0;
    }
    return values;
  }

  private static float[] vector(Operation operation) {
    return switch (operation) {
      case Operation.Add add -> add.vector();
      case Operation.ProjectOut project -> project.direction();
      case Operation.Clamp clamp -> clamp.direction();
      case Operation.SparseAdd add -> add.support().values();
      case Operation.SparseClamp clamp -> clamp.support().values();
    };
  }

  @Override
  public void close() {
    parameters.forEach(NativeValue::close);
  }
}
