package org.steermesh.vector.api;

import java.time.Duration;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

/**
 * How slowly a caller may send or take a file, of which only so many are under way: neither may it
 * stand still, nor may a byte now and then hold a place for ever.
 *
 * @param idleLimit how long nothing may come or go
 * @param begun when, of {@link System#nanoTime}
 */
record Pace(Duration idleLimit, long begun) {

  private static final long LEAST_BYTES_A_SECOND = 16 << 10;

  /** Of a file that begins now. */
  static Pace of(Duration idleLimit) {
    return new Pace(idleLimit, System.nanoTime());
  }

  /**
   * How long the next message may take.
   *
   * @param bytes sent or taken so far
   * @throws SteermeshException STREAM_IDLE when they took too long
   */
  Duration patience(long bytes) {
    return patience(bytes, System.nanoTime());
  }

  Duration patience(long bytes, long now) {
    Duration left =
        idleLimit.plusMillis(bytes * 1000 / LEAST_BYTES_A_SECOND).minusNanos(now - begun);
    if (!left.isPositive()) {
      throw new SteermeshException(
          ErrorReason.STREAM_IDLE,
          "the file moves by less than %d KiB a second; the call is given up"
              .formatted(LEAST_BYTES_A_SECOND >> 10));
    }
    return left.compareTo(idleLimit) < 0 ? left : idleLimit;
  }
}
