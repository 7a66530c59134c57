package org.steermesh.engine.steering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.steermesh.engine.decoder.Point;

/**
 * Resolves the edits of sequences that run together. Operations, and gates, of the same content
 * become one object, so that they can be told apart fast and are uploaded once. For one thread.
 */
public final class EditResolver {

  private final IdentityHashMap<Operation, Operation> known = new IdentityHashMap<>();
  private final Map<List<Object>, Operation> byContent = new HashMap<>();
  private final Map<List<Object>, Gate> gates = new HashMap<>();

  private record Place(int block, Point point) {}

  /** Compared by content. */
  private record Numbers(float[] values) {

    /** Of so many numbers the hash is made: dictionaries have millions. */
    private static final int HASHED = 256;

    @Override
    public boolean equals(Object other) {
      return other instanceof Numbers numbers && Arrays.equals(values, numbers.values);
    }

    @Override
    public int hashCode() {
      int step = 1 + values.length / HASHED;
      int hash = values.length;
      for (int i = 0; i < values.length; i += step) {
        hash = 31 * hash + Float.floatToIntBits(values[i]);
      }
      return hash;
    }
  }

  /**
   * Resolves the edits of one sequence. Those of strength 0 do not act: they change no bit.
   *
   * @throws org.steermesh.engine.EngineException when positions cannot be resolved
   */
  public ResolvedSequence resolve(SteeredSequence sequence) {
    Map<Place, Integer> ordinals = new HashMap<>();
    List<ActingEdit> acting = new ArrayList<>();
    for (int i = 0; i < sequence.edits().size(); i++) {
      Edit edit = sequence.edits().get(i);
      SelectedPositions selected = PositionSelector.resolve(edit.positions(), sequence.tokens());
      if (edit.strength() != 0) {
        int ordinal = ordinals.merge(new Place(edit.block(), edit.point()), 1, Integer::sum) - 1;
        acting.add(new ActingEdit(i, unified(edit), ordinal, selected));
      }
    }
    return new ResolvedSequence(sequence.edits().size(), acting);
  }

  /** The same, resolved before by another resolver. */
  ResolvedSequence again(ResolvedSequence sequence) {
    return new ResolvedSequence(
        sequence.edits(),
        sequence.acting().stream()
            .map(acting ->
                new ActingEdit(
                    acting.index(), unified(acting.edit()), acting.ordinal(), acting.selected()))
            .toList());
  }

  private Edit unified(Edit edit) {
    Operation operation = known.computeIfAbsent(edit.operation(), this::firstOfContent);
    return new Edit(
        edit.block(),
        edit.point(),
        edit.positions(),
        operation,
        edit.strength(),
        edit.gate() == null ? null : firstOfContent(edit.gate()),
        edit.schedule());
  }

  private Operation firstOfContent(Operation operation) {
    return byContent.computeIfAbsent(content(operation), _ -> operation);
  }

  private Gate firstOfContent(Gate gate) {
    Object condition =
        switch (gate.condition()) {
          case Gate.Projection projection -> new Numbers(projection.direction());
          case Gate.Feature feature -> content(feature.support());
        };
    List<Object> content = List.of(gate.site(), condition, gate.threshold(), gate.closing());
    return gates.computeIfAbsent(content, _ -> gate);
  }

  private static List<Object> content(Operation operation) {
    return switch (operation) {
      case Operation.Add add -> List.of("add", add.keepNorm(), new Numbers(add.vector()));
      case Operation.AddEach add -> List.of("add each", new Numbers(add.vectors()));
      case Operation.ProjectOut project -> List.of("project out", new Numbers(project.direction()));
      case Operation.Clamp clamp -> List.of("clamp", clamp.value(), new Numbers(clamp.direction()));
      case Operation.SparseAdd add -> List.of(add.nonlinearity(), content(add.support()));
      case Operation.SparseTopK add ->
          List.of("top k", add.k(), add.nonlinearity(), content(add.support()));
      case Operation.SparseClamp clamp -> List.of("sparse clamp", content(clamp.support()));
    };
  }

  private static List<Object> content(SparseSupport support) {
    return List.of(
        new Numbers(support.values()),
        new Numbers(support.bias()),
        new Numbers(support.threshold()),
        new Numbers(support.encoder()),
        new Numbers(support.decoder()));
  }
}
