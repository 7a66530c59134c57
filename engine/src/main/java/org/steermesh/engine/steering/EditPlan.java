package org.steermesh.engine.steering;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.steermesh.engine.decoder.Point;
import org.steermesh.engine.decoder.Window;

/**
 * The edits of a batch: resolved once, uploaded once, then laid over one window of tokens after the
 * other. Keeps count of what they did. For one thread.
 */
public final class EditPlan implements AutoCloseable {

  private final List<EditGroup> groups;
  private final List<List<Measured>> measured;

  private EditPlan(List<EditGroup> groups, List<List<Measured>> measured) {
    this.groups = groups;
    this.measured = measured;
  }

  /**
   * Plans the edits of a batch. Edits of strength 0 are left out: they change no bit.
   *
   * @throws org.steermesh.engine.EngineException when positions cannot be resolved
   */
  public static EditPlan of(List<SteeredSequence> sequences) {
    Map<EditGroup.Key, EditGroup> groups = new LinkedHashMap<>();
    List<List<Measured>> measured = new ArrayList<>();
    for (int row = 0; row < sequences.size(); row++) {
      measured.add(addRow(row, sequences.get(row), groups));
    }
    EditPlan plan = new EditPlan(inOrder(groups.values()), measured);
    try {
      plan.groups.forEach(EditGroup::upload);
    } catch (RuntimeException | Error e) {
      plan.close();
      throw e;
    }
    return plan;
  }

  private record Place(int block, Point point) {}

  private static List<Measured> addRow(
      int row, SteeredSequence sequence, Map<EditGroup.Key, EditGroup> groups) {
    Map<Place, Integer> ordinals = new HashMap<>();
    List<Measured> all = new ArrayList<>();
    for (Edit edit : sequence.edits()) {
      Measured measured = new Measured();
      all.add(measured);
      SelectedPositions selected = PositionSelector.resolve(edit.positions(), sequence.tokens());
      if (edit.strength() != 0) {
        int ordinal = ordinals.merge(new Place(edit.block(), edit.point()), 1, Integer::sum) - 1;
        groups
            .computeIfAbsent(EditGroup.keyOf(edit, ordinal), EditGroup::new)
            .add(row, edit, selected, measured);
      }
    }
    return all;
  }

  /** By ordinal, so that the edits of one sequence at one point act in its list order. */
  private static List<EditGroup> inOrder(Collection<EditGroup> groups) {
    return groups.stream().sorted(Comparator.comparingInt(group -> group.key().ordinal())).toList();
  }

  /**
   * The edits of one window.
   *
   * @param blocks edits at this block and above are left out: the pass does not reach them
   */
  public PlannedEdits plan(Window window, int blocks) {
    PlannedEdits plan = new PlannedEdits();
    for (EditGroup group : groups) {
      if (group.key().block() < blocks) {
        group.plan(window, plan);
      }
    }
    return plan;
  }

  /** What the interventions of a row did so far; they must be those its edits were made of. */
  public SteeringReceipt receipt(int row, List<Intervention> interventions) {
    List<SteeringReceipt.Entry> entries = new ArrayList<>();
    for (int i = 0; i < interventions.size(); i++) {
      Intervention intervention = interventions.get(i);
      entries.add(measured.get(row).get(i).entry(intervention.site(), intervention.strength()));
    }
    return new SteeringReceipt(entries);
  }

  @Override
  public void close() {
    groups.forEach(EditGroup::close);
  }
}
