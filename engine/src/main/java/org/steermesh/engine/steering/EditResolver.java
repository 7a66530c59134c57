package org.steermesh.engine.steering;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.steermesh.engine.decoder.Point;
import org.steermesh.engine.tokenizer.TokenTexts;

/**
 * Resolves the edits of sequences that run together. Operations, and gates, of the same content
 * become one object, so that they can be told apart fast and are uploaded once. For one thread.
 */
public final class EditResolver {

  private final IdentityHashMap<Operation, Operation> known = new IdentityHashMap<>();
  private final Map<List<Object>, Operation> byContent = new HashMap<>();
  private final Map<List<Object>, Gate> gates = new HashMap<>();

  private final TokenTexts texts;

  /**
   * Resolves.
   *
   * @param texts of the model's tokens; asked only where stretches of text are excluded
   */
  public EditResolver(TokenTexts texts) {
    this.texts = texts;
  }

  private record Place(int block, Point point) {}

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
      SelectedPositions selected =
          PositionSelector.resolve(edit.positions(), sequence.tokens(), texts);
      if (edit.strength() != 0) {
        acting.add(new ActingEdit(i, unified(edit), order(edit, ordinals), selected));
      }
    }
    return new ResolvedSequence(sequence.edits().size(), acting);
  }

  /** Where an edit comes, after those that were counted; it is counted too. */
  private static ActingEdit.Order order(Edit edit, Map<Place, Integer> counted) {
    Gate gate = edit.gate();
    int seen =
        gate == null
            ? 0
            : counted.getOrDefault(
                new Place(gate.site().block(), Edit.point(gate.site().target())), 0);
    int own = counted.merge(new Place(edit.block(), edit.point()), 1, Integer::sum) - 1;
    return new ActingEdit.Order(own, seen);
  }

  /** The same, resolved before by another resolver. */
  ResolvedSequence again(ResolvedSequence sequence) {
    return new ResolvedSequence(
        sequence.edits(),
        sequence.acting().stream()
            .map(acting ->
                new ActingEdit(
                    acting.index(), unified(acting.edit()), acting.order(), acting.selected()))
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
    return byContent.computeIfAbsent(EditContent.of(operation), _ -> operation);
  }

  private Gate firstOfContent(Gate gate) {
    return gates.computeIfAbsent(EditContent.of(gate), _ -> gate);
  }
}
