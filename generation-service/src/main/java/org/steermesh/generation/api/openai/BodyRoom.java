package org.steermesh.generation.api.openai;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The room that the bodies of all requests share, from their first byte until they are answered.
 */
final class BodyRoom {

  private final AtomicLong left;

  /**
   * Empty.
   *
   * @param bytes that have room
   */
  BodyRoom(long bytes) {
    this.left = new AtomicLong(bytes);
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
