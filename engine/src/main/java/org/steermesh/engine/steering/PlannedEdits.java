package org.steermesh.engine.steering;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.steermesh.engine.decoder.Tap;

/** The edits of one window, and who wants to know what they did. */
public final class PlannedEdits {

  private final List<Tap> taps = new ArrayList<>();
  private final List<Consumer<float[]>> receivers = new ArrayList<>();

  void add(Tap tap, Consumer<float[]> receiver) {
    taps.add(tap);
    receivers.add(receiver);
  }

  /** The taps to run, in order of action. */
  public List<Tap> taps() {
    return List.copyOf(taps);
  }

  /** Hands over what the pass measured, one array per tap, in order. */
  public void record(List<float[]> measures) {
    for (int i = 0; i < receivers.size(); i++) {
      receivers.get(i).accept(measures.get(i));
    }
  }
}
