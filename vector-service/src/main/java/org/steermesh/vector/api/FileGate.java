package org.steermesh.vector.api;

import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * How many files of vectors are under way, and how many of them are worked on. One that is under
 * way is on the disk, so that a slow caller is in nobody's way; one that is worked on is in memory,
 * or, if it is too large for that, passes through it for as long as that takes.
 */
final class FileGate {

  /** Files under way for each that is worked on. */
  private static final int WAITING = 16;

  private static final String FULL = "too many files are being imported or exported already";

  private final Turns underWay;
  private final Turns inMemory;
  private final Turns streamed;
  private final int mostInMemory;
  private final Duration idleLimit;

  /**
   * A gate for files of two sizes.
   *
   * @param workedOn files of each size at the same time
   * @param mostInMemory bytes of the largest that is in memory as a whole
   */
  FileGate(int workedOn, int mostInMemory, Duration idleLimit) {
    this.underWay = new Turns(WAITING * workedOn, FULL);
    this.inMemory = new Turns(workedOn, FULL);
    this.streamed = new Turns(workedOn, FULL);
    this.mostInMemory = mostInMemory;
    this.idleLimit = idleLimit;
  }

  /** How slowly a caller may send or take a file that begins now. */
  Pace pace() {
    return Pace.of(idleLimit);
  }

  /** Runs what sends or takes a file; refuses it when too many are under way. */
  <T> T pass(Callable<T> body) throws Exception {
    return underWay.takeNow(body);
  }

  /**
   * Runs what works on a file; waits for others, and refuses it when that takes long. Those that
   * are in memory do not wait for those that pass through it, which may take minutes.
   *
   * @param bytes about, of the file
   */
  <T> T work(long bytes, Callable<T> body) throws Exception {
    return (bytes > mostInMemory ? streamed : inMemory).take(body);
  }
}
