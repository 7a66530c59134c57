package org.steermesh.engine.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.steermesh.engine.CancelSignal;
import org.steermesh.engine.GeneratedToken;
import org.steermesh.engine.GenerationRequest;
import org.steermesh.engine.Sampling;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.torch.NativeLibrary;

/** Times the steps of a generation, the prompt left out. */
final class Decoding implements Consumer<GeneratedToken> {

  private static final int PROMPT = 16;

  private long firstNanos = -1;
  private long firstNativeNanos;
  private long nanos;
  private long nativeNanos;
  private int steps;

  private Decoding() {}

  /** Generates a batch of texts and times its steps. */
  static Decoding of(Subject subject, Sampling sampling, List<List<Intervention>> rows) {
    List<GenerationRequest> requests = new ArrayList<>();
    for (List<Intervention> interventions : rows) {
      requests.add(new GenerationRequest(subject.prompt(PROMPT), sampling, interventions));
    }
    Decoding decoding = new Decoding();
    List<Consumer<GeneratedToken>> receivers =
        new ArrayList<>(Collections.nCopies(rows.size(), token -> {}));
    receivers.set(0, decoding);
    subject.model().generateBatch(requests, receivers, CancelSignal.NEVER);
    return decoding;
  }

  /** The likeliest token each time, never ending early. */
  static Sampling greedy(Effort effort) {
    return sampling(effort, 0, 1);
  }

  /** As people sample: temperature 0.8 and the likeliest 95 %. */
  static Sampling sampled(Effort effort) {
    return sampling(effort, 0.8f, 0.95f);
  }

  private static Sampling sampling(Effort effort, float temperature, float topP) {
    // The first token comes from the prompt; the steps are timed after it.
    return new Sampling(temperature, 0, topP, 0, 1, 1, effort.decodeTokens() + 1, List.of(), false);
  }

  @Override
  public void accept(GeneratedToken token) {
    long now = System.nanoTime();
    long inCalls = NativeLibrary.nanosInCalls();
    if (firstNanos < 0) {
      firstNanos = now;
      firstNativeNanos = inCalls;
    } else {
      steps++;
      nanos = now - firstNanos;
      nativeNanos = inCalls - firstNativeNanos;
    }
  }

  double stepSeconds() {
    return nanos / 1e9 / steps;
  }

  /** What of a step is spent outside calls of the decoder program. */
  double javaSecondsOfStep() {
    return (nanos - nativeNanos) / 1e9 / steps;
  }
}
