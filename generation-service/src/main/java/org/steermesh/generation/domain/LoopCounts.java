package org.steermesh.generation.domain;

import java.util.concurrent.atomic.LongAdder;

/** What a generation loop has done since the start. Safe under concurrent use. */
final class LoopCounts {

  private final LongAdder inputTokens = new LongAdder();
  private final LongAdder cachedTokens = new LongAdder();
  private final LongAdder generatedTokens = new LongAdder();
  private final LongAdder finished = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder busyNanos = new LongAdder();

  /** A text has begun, with an input of so many tokens, some of which need not run. */
  void began(int tokens, int cached) {
    inputTokens.add(tokens);
    cachedTokens.add(cached);
  }

  /** A token was generated. */
  void generated() {
    generatedTokens.increment();
  }

  /** A text has ended well. */
  void finished() {
    finished.increment();
  }

  /** A text was cancelled, or failed, after it was admitted. */
  void failed() {
    failed.increment();
  }

  /** So many texts found the queue full, or gave way. */
  void refused(int texts) {
    refused.add(texts);
  }

  /** The batch has computed for a time. */
  void computed(long nanos) {
    busyNanos.add(nanos);
  }

  ServingLoad.Done done() {
    return new ServingLoad.Done(
        inputTokens.sum(),
        cachedTokens.sum(),
        generatedTokens.sum(),
        finished.sum(),
        failed.sum(),
        refused.sum(),
        busyNanos.sum());
  }
}
