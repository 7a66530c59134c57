package org.steermesh.engine.steering;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.steermesh.engine.decoder.Window;
import org.steermesh.engine.tokenizer.TokenTexts;

/** The edits of one sequence of a batch, and what they did so far. For one thread. */
public final class SteeredRow {

  private final ResolvedSequence resolved;
  private final List<Measured> measured;

  /** By what their edits know of the input alone. */
  private final IdentityHashMap<SpanPositions, SpanPositions> spans = new IdentityHashMap<>();

  private float scale = 1;

  SteeredRow(ResolvedSequence resolved) {
    this.resolved = resolved;
    this.measured = Stream.generate(Measured::new).limit(resolved.edits()).toList();
    for (ActingEdit acting : resolved.acting()) {
      SpanPositions ofInput = acting.selected().spans();
      if (ofInput != SpanPositions.NONE) {
        spans.computeIfAbsent(ofInput, SpanPositions::copy);
      }
      if (acting.actsOnInput()) {
        measured(acting.index()).addExcluded(acting.selected().excludedOfInput());
      }
    }
  }

  /**
   * Begins.
   *
   * @param texts of the model's tokens; asked only where stretches of text are excluded
   * @throws org.steermesh.engine.EngineException when positions cannot be resolved
   */
  public static SteeredRow of(SteeredSequence sequence, TokenTexts texts) {
    return new SteeredRow(new EditResolver(texts).resolve(sequence));
  }

  /** Takes the tokens of a window, before it is asked about them. */
  void read(Window window, int sequence) {
    for (SpanPositions each : spans.values()) {
      for (int at = window.start(sequence); at < window.end(sequence); at++) {
        each.read(at, window.token(sequence, at));
      }
    }
  }

  /** What is known of the stretches of text that an edit excludes. */
  SpanPositions spans(ActingEdit acting) {
    return spans.getOrDefault(acting.selected().spans(), SpanPositions.NONE);
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
