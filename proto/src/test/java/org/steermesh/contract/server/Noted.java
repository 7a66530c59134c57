package org.steermesh.contract.server;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.steermesh.contract.SteermeshException;

/** What bodies of calls are refused while they send and receive. */
final class Noted {

  private static final long LIMIT_SECONDS = 60;

  private final LinkedBlockingQueue<SteermeshException> thrown = new LinkedBlockingQueue<>();

  /** Runs a body; what it is refused is noted, and thrown on. */
  <T> T noting(Callable<T> body) throws Exception {
    try {
      return body.call();
    } catch (SteermeshException end) {
      thrown.add(end);
      throw end;
    }
  }

  /** The next one; fails where none comes within a minute. */
  SteermeshException next() throws InterruptedException {
    return nextWithin(LIMIT_SECONDS).orElseThrow();
  }

  /** The next one, where one comes within so many seconds. */
  Optional<SteermeshException> nextWithin(long seconds) throws InterruptedException {
    return Optional.ofNullable(thrown.poll(seconds, TimeUnit.SECONDS));
  }
}
