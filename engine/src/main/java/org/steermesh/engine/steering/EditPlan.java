package org.steermesh.engine.steering;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.steermesh.engine.decoder.Window;
import org.steermesh.engine.tokenizer.TokenTexts;

/**
 * The edits of a batch: resolved once, uploaded once, then laid over one window of tokens after the
 * other. Keeps count of what they did. For one thread.
 */
public final class EditPlan implements AutoCloseable {

  private final List<EditGroup> groups;
  private final List<SteeredRow> rows;

  private EditPlan(List<EditGroup> groups, List<SteeredRow> rows) {
    this.groups = groups;
    this.rows = rows;
  }

  /**
   * Plans the edits of a batch. Edits of strength 0 are left out: they change no bit. For edits
   * that exclude no stretches of text.
   *
   * @throws org.steermesh.engine.EngineException when positions cannot be resolved
   */
  public static EditPlan of(List<SteeredSequence> sequences) {
    EditResolver resolver = new EditResolver(TokenTexts.UNKNOWN);
    return ofResolved(sequences.stream().map(resolver::resolve).toList());
  }

  /** Plans the edits of a batch that one resolver resolved. */
  public static EditPlan ofResolved(List<ResolvedSequence> sequences) {
    List<SteeredRow> rows = sequences.stream().map(SteeredRow::new).toList();
    return planned(rows, sequences, null);
  }

  /** No sequence. */
  public static EditPlan none() {
    return new EditPlan(List.of(), List.of());
  }

  /**
   * Plans the edits of a batch that sequences join and leave.
   *
   * @param rows in their new order; those that stay keep count of what was done to them
   * @param before the plan until now; closed, and what it uploaded is used again where it fits
   */
  public static EditPlan following(EditPlan before, List<SteeredRow> rows) {
    try (before) {
      EditResolver resolver = new EditResolver(TokenTexts.UNKNOWN);
      List<ResolvedSequence> sequences =
          rows.stream().map(row -> resolver.again(row.resolved())).toList();
      return planned(rows, sequences, before);
    }
  }

  private static EditPlan planned(
      List<SteeredRow> rows, List<ResolvedSequence> sequences, @Nullable EditPlan before) {
    Map<EditGroup.Key, EditGroup> groups = new LinkedHashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      for (ActingEdit acting : sequences.get(i).acting()) {
        groups.computeIfAbsent(EditGroup.keyOf(acting), EditGroup::new).add(i, acting, rows.get(i));
      }
    }
    EditPlan plan = new EditPlan(List.copyOf(groups.values()), List.copyOf(rows));
    try {
      if (before != null) {
        plan.groups.forEach(group -> group.takeOver(before.groups));
      }
      plan.groups.forEach(EditGroup::upload);
    } catch (RuntimeException | Error e) {
      plan.close();
      throw e;
    }
    return plan;
  }

  /**
   * The edits of one window.
   *
   * @param blocks edits at this block and above are left out: the pass does not reach them
   */
  public PlannedEdits plan(Window window, int blocks) {
    PlannedEdits plan = new PlannedEdits();
    for (int sequence = 0; sequence < rows.size(); sequence++) {
      rows.get(sequence).read(window, sequence);
    }
    for (EditGroup group : groups) {
      if (group.key().block() < blocks) {
        group.plan(window, plan);
      }
    }
    return plan;
  }

  /** What the interventions of a sequence did so far; they must be those its edits were made of. */
  public SteeringReceipt receipt(int sequence, List<Intervention> interventions) {
    return rows.get(sequence).receipt(interventions);
  }

  /**
   * Refuses what came out, whichever sequence it is of.
   *
   * @throws org.steermesh.engine.EngineException NOT_FINITE
   */
  public void check() {
    rows.forEach(SteeredRow::check);
  }

  @Override
  public void close() {
    groups.forEach(EditGroup::close);
  }
}
