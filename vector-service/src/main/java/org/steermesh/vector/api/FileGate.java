package org.steermesh.vector.api;

import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * How many files of vectors are under way, and how many of them are worked on. One that is under
 * way is on the disk, so that a slow caller is in nobody's way; one that is worked on is in memory.
 */
final class FileGate {

  /** Files under way for each that is worked on. */
  private static final int WAITING = 16;

  private static final String FULL = "too many files are being imported or exported already";

  private final Turns underWay;
  private final Turns workedOn;
  private final Duration idleLimit;

  FileGate(int workedOn, Duration idleLimit) {
    this.underWay = new Turns(WAITING * workedOn, FULL);
    this.workedOn = new Turns(workedOn, FULL);
    this.idleLimit = idleLimit;
  }

  /** How long a caller may neither send nor take anything. */
  Duration idleLimit() {
    return idleLimit;
  }

  /** Runs what sends or takes a file; refuses it when too many are under way. */
  <T> T pass(Callable<T> body) throws Exception {
    return underWay.takeNow(body);
  }

  /** Runs what needs memory for a file; waits for others, and refuses it when that takes long. */
  <T> T work(Callable<T> body) throws Exception {
    return workedOn.take(body);
  }
}
