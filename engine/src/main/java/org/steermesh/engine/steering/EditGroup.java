package org.steermesh.engine.steering;

import java.util.ArrayList;
import java.util.List;
import org.steermesh.engine.decoder.EditParameters;
import org.steermesh.engine.decoder.Point;
import org.steermesh.engine.decoder.Tap;
import org.steermesh.engine.decoder.Window;
import org.steermesh.engine.torch.NativeValue;

/**
 * Edits of one kind at one point, of different sequences of a batch, done as one: their vectors are
 * rows of a matrix, and every token names its row.
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
  private record Member(int row, SelectedPositions selected, float strength, Measured measured) {}

  /** One token that a window changes: whose it is, and whether it was generated. */
  private record Change(Member member, long flat, int direction, boolean generated) {}

  private final Key key;
  private final List<Operation> operations = new ArrayList<>();
  private final List<Member> members = new ArrayList<>();
  private List<NativeValue> parameters = List.of();

  EditGroup(Key key) {
    this.key = key;
  }

  static Key keyOf(Edit edit, int ordinal) {
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

  void add(int row, Edit edit, SelectedPositions selected, Measured measured) {
    operations.add(edit.operation());
    members.add(new Member(row, selected, edit.strength(), measured));
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
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      SelectedPositions selected = member.selected();
      for (int at = window.start(member.row()); at < window.end(member.row()); at++) {
        if (selected.contains(at, window.token(member.row(), at))) {
          boolean generated = at >= selected.inputLength();
          changes.add(
              new Change(
                  member,
                  window.flat(member.row(), at),
                  key.support().size() == 0 ? i : 0,
                  generated));
        }
      }
    }
    if (!changes.isEmpty()) {
      plan.add(tap(changes), measures -> record(changes, measures));
    }
  }

  private Tap tap(List<Change> changes) {
    float[] strengths = new float[changes.size()];
    for (int i = 0; i < strengths.length; i++) {
      strengths[i] = changes.get(i).member().strength();
    }
    return new Tap(
        key.block(),
        key.point(),
        key.kind(),
        changes.stream().mapToLong(Change::flat).toArray(),
        strengths,
        changes.stream().mapToLong(Change::direction).toArray(),
        parameters);
  }

  private static void record(List<Change> changes, float[] measures) {
    for (int i = 0; i < changes.size(); i++) {
      Change change = changes.get(i);
      change.member().measured().add(change.generated(), measures, i * Tap.MEASURES);
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
