package org.steermesh.engine.steering;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The edits of one sequence of a batch, and what they did so far. For one thread. */
public final class SteeredRow {

  private final ResolvedSequence resolved;
  private final List<Measured> measured;
  private float scale = 1;

  SteeredRow(ResolvedSequence resolved) {
    this.resolved = resolved;
    this.measured = Stream.generate(Measured::new).limit(resolved.edits()).toList();
  }

  /**
   * Begins.
   *
   * @throws org.steermesh.engine.EngineException when positions cannot be resolved
   */
  public static SteeredRow of(SteeredSequence sequence) {
    return new SteeredRow(new EditResolver().resolve(sequence));
  }

  ResolvedSequence resolved() {
    return resolved;
  }

  /** Multiplies all strengths from now on. */
  public void scale(float factor) {
    scale = factor;
  }

  float scale() {
    return scale;
  }

  /** What the edit of this index did. */
  Measured measured(int index) {
    return measured.get(index);
  }

  /**
   * Refuses what came out.
   *
   * @throws org.steermesh.engine.EngineException NOT_FINITE when an edit drove an activation beyond
   *     float32
   */
  public void check() {
    measured.forEach(Measured::check);
  }

  /** What the interventions did so far; they must be those its edits were made of. */
  public SteeringReceipt receipt(List<Intervention> interventions) {
    List<SteeringReceipt.Entry> entries = new ArrayList<>();
    for (int i = 0; i < interventions.size(); i++) {
      Intervention intervention = interventions.get(i);
      entries.add(measured.get(i).entry(intervention.site(), intervention.strength()));
    }
    return new SteeringReceipt(entries);
  }
}
