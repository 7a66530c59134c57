package org.steermesh.engine.steering;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
    EditResolver resolver = new EditResolver();
    return ofResolved(sequences.stream().map(resolver::resolve).toList());
  }

  /** Plans the edits of a batch that one resolver resolved. */
  public static EditPlan ofResolved(List<ResolvedSequence> sequences) {
    Map<EditGroup.Key, EditGroup> groups = new LinkedHashMap<>();
    List<List<Measured>> measured = new ArrayList<>();
    for (int i = 0; i < sequences.size(); i++) {
      measured.add(add(i, sequences.get(i), groups));
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

  private static List<Measured> add(
      int index, ResolvedSequence sequence, Map<EditGroup.Key, EditGroup> groups) {
    List<Measured> all = Stream.generate(Measured::new).limit(sequence.edits()).toList();
    for (ActingEdit acting : sequence.acting()) {
      groups
          .computeIfAbsent(EditGroup.keyOf(acting), EditGroup::new)
          .add(index, acting, all.get(acting.index()));
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

  /** What the interventions of a sequence did so far; they must be those its edits were made of. */
  public SteeringReceipt receipt(int sequence, List<Intervention> interventions) {
    List<SteeringReceipt.Entry> entries = new ArrayList<>();
    for (int i = 0; i < interventions.size(); i++) {
      Intervention intervention = interventions.get(i);
      entries.add(
          measured.get(sequence).get(i).entry(intervention.site(), intervention.strength()));
    }
    return new SteeringReceipt(entries);
  }

  @Override
  public void close() {
    groups.forEach(EditGroup::close);
  }
}
