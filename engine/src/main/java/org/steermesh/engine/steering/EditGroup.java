package org.steermesh.engine.steering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
   * @param order where they come among the edits of their sequences, the same for all
   * @param support the sparse support, the same arrays for all; an empty one for dense edits
   * @param k of a TopK autoencoder; else 0
   * @param gate the same for all; none where they are not gated
   */
  record Key(
      int block,
      Point point,
      ActingEdit.Order order,
      Tap.Kind kind,
      SparseSupport support,
      int k,
      @Nullable Gate gate) {

    private Key keeping(int k) {
      return new Key(block, point, order, kind, support, k, gate);
    }
  }

  /**
   * One edit of one sequence, and what it did so far.
   *
   * @param direction its first row; further ones are of the positions after the first
   */
  private record Member(int sequence, ActingEdit acting, int direction, SteeredRow row) {

    Measured measured() {
      return row.measured(acting.index());
    }

    /** Lambda at a position; 0 leaves its token as it is. */
    float strength(int position) {
      Edit edit = acting.edit();
      float planned = edit.schedule().at(position, acting.selected().inputLength());
      return edit.strength() * planned * row.scale();
    }

    boolean changes(int position, int token) {
      return acting.changes(position, token, row.spans(acting));
    }

    boolean excludes(int position, int token) {
      return acting.excludes(position, token, row.spans(acting));
    }

    int row(int position) {
      return isEach() ? direction + position : direction;
    }

    private boolean isEach() {
      return acting.edit().operation() instanceof Operation.AddEach;
    }
  }

  /** One token that a window changes by a row, and who wants to know. */
  private record Change(
      int index, float strength, int row, GateRow gateRow, List<Receiver> receivers) {}

  /**
   * A token as the gate counts it.
   *
   * @param flat its index at the gate's block
   * @param previous index of the change before it in its sequence; -1 where there is none here
   * @param open whether the gate was open before the first
   */
  private record GateRow(int flat, int previous, boolean open) {}

  /** A direction, and the component wanted along it where the edit clamps. */
  private record Row(float[] vector, float value) {}

  /** Whose token was changed, and whether it was generated. */
  private record Receiver(Measured measured, boolean generated) {}

  private final Key key;
  private final List<Row> rows = new ArrayList<>();
  private final IdentityHashMap<Operation, Integer> directions = new IdentityHashMap<>();
  private final List<Member> members = new ArrayList<>();
  private List<NativeValue> parameters = List.of();
  private List<NativeValue> gateParameters = List.of();

  EditGroup(Key key) {
    this.key = key;
  }

  static Key keyOf(ActingEdit acting) {
    Edit edit = acting.edit();
    ActingEdit.Order order = acting.order();
    return switch (edit.operation()) {
      case Operation.Add add ->
          key(edit, order, add.keepNorm() ? Tap.Kind.ADD_KEEP_NORM : Tap.Kind.ADD, DENSE);
      case Operation.AddEach _ -> key(edit, order, Tap.Kind.ADD, DENSE);
      case Operation.ProjectOut _ -> key(edit, order, Tap.Kind.PROJECT_OUT, DENSE);
      case Operation.Clamp _ -> key(edit, order, Tap.Kind.CLAMP, DENSE);
      case Operation.SparseAdd add ->
          key(
              edit,
              order,
              add.nonlinearity() == Operation.Nonlinearity.OWN
                  ? Tap.Kind.SPARSE_ADD
                  : Tap.Kind.SPARSE_ADD_RELU,
              add.support());
      case Operation.SparseTopK add ->
          key(
                  edit,
                  order,
                  add.nonlinearity() == Operation.Nonlinearity.OWN
                      ? Tap.Kind.SPARSE_TOP_K
                      : Tap.Kind.SPARSE_TOP_K_RELU,
                  add.support())
              .keeping(add.k());
      case Operation.SparseClamp clamp -> key(edit, order, Tap.Kind.SPARSE_CLAMP, clamp.support());
    };
  }

  private static Key key(Edit edit, ActingEdit.Order order, Tap.Kind kind, SparseSupport support) {
    return new Key(edit.block(), edit.point(), order, kind, support, 0, edit.gate());
  }

  Key key() {
    return key;
  }

  void add(int sequence, ActingEdit acting, SteeredRow row) {
    Operation operation = acting.edit().operation();
    List<Row> its = rows(operation);
    int direction = directions.computeIfAbsent(operation, _ -> rows.size());
    if (direction == rows.size()) {
      rows.addAll(its);
    }
    int first = key.support().size() == 0 ? direction : 0;
    members.add(new Member(sequence, acting, first, row));
  }

  /** Takes what a group of the same key has uploaded, where it does not depend on its members. */
  void takeOver(List<EditGroup> others) {
    for (EditGroup other : others) {
      if (other.key.equals(key)) {
        gateParameters = other.gateParameters;
        other.gateParameters = List.of();
        if (key.support().size() > 0) {
          parameters = other.parameters;
          other.parameters = List.of();
        }
      }
    }
  }

  /** Uploads the vectors that are not; called once, after the last edit was added. */
  void upload() {
    if (parameters.isEmpty()) {
      parameters = uploaded();
    }
    if (key.gate() != null && gateParameters.isEmpty()) {
      gateParameters = parameters(key.gate());
    }
  }

  private List<NativeValue> uploaded() {
    SparseSupport support = key.support();
    return support.size() == 0
        ? EditParameters.dense(vectors(), units(), values())
        : EditParameters.sparse(
            Units.of(support),
            support.encoder(),
            support.bias(),
            support.threshold(),
            new EditParameters.DecoderRows(support.decoder(), support.values(), key.k()));
  }

  /** What this group does to a window. */
  void plan(Window window, PlannedEdits plan) {
    Map<Integer, Change> changes = new LinkedHashMap<>();
    for (Member member : members) {
      int sequence = member.sequence();
      int inputLength = member.acting().selected().inputLength();
      int last = -1;
      for (int at = window.start(sequence); at < window.end(sequence); at++) {
        float strength = member.strength(at);
        int token = window.token(sequence, at);
        if (strength != 0 && member.changes(at, token)) {
          int flat = window.flat(sequence, at, key.block(), key.point());
          int row = member.row(at);
          GateRow gateRow =
              new GateRow(gateRow(window, sequence, at), last, member.measured().isGateOpen());
          Change change =
              changes.computeIfAbsent(
                  flat,
                  _ -> new Change(changes.size(), strength, row, gateRow, new ArrayList<>(1)));
          change.receivers().add(new Receiver(member.measured(), at >= inputLength));
          last = change.index();
        } else if (strength != 0 && at >= inputLength && member.excludes(at, token)) {
          member.measured().addExcluded(1);
        }
      }
    }
    if (changes.isEmpty()) {
      return;
    }
    Tap edit = tap(changes);
    float[] open = new float[changes.size()];
    Arrays.fill(open, 1);
    if (key.gate() != null) {
      plan.addGate(
          key.order().gate(),
          gateTap(key.gate(), changes.values(), edit),
          measured -> System.arraycopy(measured, 0, open, 0, open.length));
    }
    plan.addEdit(key.order().own(), edit, measures -> record(changes.values(), measures, open));
  }

  /** Where the gate's block counts a token; nothing without a gate. */
  private int gateRow(Window window, int sequence, int at) {
    return key.gate() == null
        ? -1
        : window.flat(
            sequence, at, key.gate().site().block(), Edit.point(key.gate().site().target()));
  }

  private Tap gateTap(Gate gate, Collection<Change> changes, Tap edit) {
    Tap.Kind kind =
        switch (gate.condition()) {
          case Gate.Projection _ ->
              gate.remembers() ? Tap.Kind.GATE_PROJECTION_REMEMBERING : Tap.Kind.GATE_PROJECTION;
          case Gate.Feature _ ->
              gate.remembers() ? Tap.Kind.GATE_FEATURE_REMEMBERING : Tap.Kind.GATE_FEATURE;
        };
    long[] flats = new long[changes.size()];
    float[] open = new float[flats.length];
    long[] previous = new long[flats.length];
    for (Change change : changes) {
      GateRow row = change.gateRow();
      flats[change.index()] = row.flat();
      open[change.index()] = row.open() ? 1 : 0;
      previous[change.index()] = row.previous();
    }
    Tap.Rows rows = new Tap.Rows(flats, open, previous);
    Tap.Place place = new Tap.Place(gate.site().block(), Edit.point(gate.site().target()));
    return Tap.gate(place, kind, rows, gateParameters, edit);
  }

  private static List<NativeValue> parameters(Gate gate) {
    return switch (gate.condition()) {
      case Gate.Projection projection ->
          EditParameters.projectionGate(Units.of(projection.direction()), thresholds(gate));
      case Gate.Feature feature -> {
        SparseSupport row = feature.support();
        yield EditParameters.featureGate(
            row.encoder(), row.bias()[0], row.threshold()[0], thresholds(gate));
      }
    };
  }

  private static EditParameters.Thresholds thresholds(Gate gate) {
    return new EditParameters.Thresholds(gate.threshold(), gate.closing());
  }

  private Tap tap(Map<Integer, Change> changes) {
    long[] rows = changes.keySet().stream().mapToLong(Integer::longValue).toArray();
    float[] strengths = new float[rows.length];
    long[] directions = new long[rows.length];
    int i = 0;
    for (Change change : changes.values()) {
      strengths[i] = change.strength();
      directions[i++] = change.row();
    }
    return Tap.edit(
        new Tap.Place(key.block(), key.point()),
        key.kind(),
        new Tap.Rows(rows, strengths, directions),
        parameters);
  }

  private static void record(Collection<Change> changes, float[] measures, float[] open) {
    int i = 0;
    for (Change change : changes) {
      for (Receiver receiver : change.receivers()) {
        receiver.measured().gate(open[i] != 0);
        if (open[i] == 0) {
          receiver.measured().addClosed(receiver.generated());
        } else {
          receiver
              .measured()
              .add(receiver.generated(), change.strength(), measures, i * Tap.MEASURES);
        }
      }
      i++;
    }
  }

  private float[][] vectors() {
    return rows.stream().map(Row::vector).toArray(float[][]::new);
  }

  private float[][] units() {
    return rows.stream().map(Row::vector).map(Units::of).toArray(float[][]::new);
  }

  private float[] values() {
    float[] values = new float[rows.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = rows.get(i).value();
    }
    return values;
  }

  private static List<Row> rows(Operation operation) {
    return switch (operation) {
      case Operation.Add add -> List.of(new Row(add.vector(), 0));
      case Operation.AddEach add -> each(add);
      case Operation.ProjectOut project -> List.of(new Row(project.direction(), 0));
      case Operation.Clamp clamp -> List.of(new Row(clamp.direction(), clamp.value()));
      case Operation.SparseAdd add -> List.of(new Row(add.support().values(), 0));
      case Operation.SparseTopK add -> List.of(new Row(add.support().values(), 0));
      case Operation.SparseClamp clamp -> List.of(new Row(clamp.support().values(), 0));
    };
  }

  private static List<Row> each(Operation.AddEach add) {
    int width = add.vectors().length / add.positions();
    List<Row> rows = new ArrayList<>();
    for (int position = 0; position < add.positions(); position++) {
      float[] vector = Arrays.copyOfRange(add.vectors(), position * width, (position + 1) * width);
      rows.add(new Row(vector, 0));
    }
    return rows;
  }

  @Override
  public void close() {
    parameters.forEach(NativeValue::close);
    gateParameters.forEach(NativeValue::close);
  }
}
