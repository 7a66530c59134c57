package org.steermesh.generation.api.openai;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The room that the bodies of all requests share, from their first byte until they are answered,
 * and the time that each may take to come.
 */
final class BodyRoom {

  private final AtomicLong left;
  private final Duration time;

  /**
   * Empty.
   *
   * @param bytes that have room
   * @param time that a body may take
   */
  BodyRoom(long bytes, Duration time) {
    this.left = new AtomicLong(bytes);
    this.time = time;
  }

  /** After its first byte a body has to be whole within this. */
  Duration time() {
    return time;
  }

  /** Takes room for so many bytes more; false, and nothing is taken, where there is not enough. */
  boolean take(int bytes) {
    if (left.addAndGet(-bytes) >= 0) {
      return true;
    }
    give(bytes);
    return false;
  }

  /** Gives room back. */
  void give(int bytes) {
    left.addAndGet(bytes);
  }
}
