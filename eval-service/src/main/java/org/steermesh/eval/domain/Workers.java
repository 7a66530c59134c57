package org.steermesh.eval.domain;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.eval.domain.Evaluation.Failure;
import org.steermesh.eval.domain.Evaluation.State;
import org.steermesh.eval.domain.EvaluationStore.Claim;

/**
 * Takes evaluations from the store, one per thread, and runs them to their end.
 *
 * <p>While an evaluation runs its claim is renewed three times per lease. If this process dies, the
 * claim ends with the lease and any replica goes on at the first cell that is missing.
 */
public final class Workers {

  private static final Logger LOG = System.getLogger(Workers.class.getName());

  private final EvaluationStore store;
  private final EvaluationRunner runner;
  private final Settings settings;
  private final Semaphore work = new Semaphore(0);
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Set<Cancellation> running = ConcurrentHashMap.newKeySet();
  private final List<Thread> threads = new ArrayList<>();

  /**
   * How work is shared.
   *
   * @param threads evaluations run at the same time
   * @param lease after which a silent replica's evaluation is taken over
   * @param poll how often the store is asked for work that another replica left
   */
  public record Settings(int threads, Duration lease, Duration poll) {}

  /** Starts nothing yet. */
  public Workers(EvaluationStore store, EvaluationRunner runner, Settings settings) {
    this.store = store;
    this.runner = runner;
    this.settings = settings;
  }

  /** Starts the threads. */
  public void start() {
    for (int i = 0; i < settings.threads(); i++) {
      threads.add(Thread.ofVirtual().name("evaluation-" + i).start(this::takeUntilStopped));
    }
  }

  /** Says that there is work, so that nobody waits for the next look. */
  public void wake() {
    work.release();
  }

  /** Stops the threads and gives their evaluations back. */
  public void stop() {
    stopping.countDown();
    running.forEach(cancellation -> cancellation.cancel(Cancellation.Cause.STOPPING));
    work.release(settings.threads());
    try {
      for (Thread thread : threads) {
        thread.join(settings.lease());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void takeUntilStopped() {
    while (stopping.getCount() > 0) {
      try {
        Optional<Claim> claim = store.claim(settings.lease());
        if (claim.isPresent()) {
          runToTheEnd(claim.get());
        } else {
          awaitWork();
        }
      } catch (SteermeshException e) {
        LOG.log(Level.WARNING, "no evaluation can be taken now: {0}", e.message());
        awaitWork();
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "an evaluation could not be taken or ended", e);
        awaitWork();
      }
    }
  }

  private void awaitWork() {
    try {
      if (work.tryAcquire(settings.poll().toMillis(), TimeUnit.MILLISECONDS)) {
        work.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopping.countDown();
    }
  }

  private void runToTheEnd(Claim claim) {
    Cancellation cancellation = new Cancellation();
    running.add(cancellation);
    CountDownLatch done = new CountDownLatch(1);
    Thread.ofVirtual()
        .name("claim-" + claim.id())
        .start(() -> beatUntil(done, claim, cancellation));
    try {
      if (stopping.getCount() == 0) {
        cancellation.cancel(Cancellation.Cause.STOPPING);
      }
      LOG.log(Level.INFO, "evaluations/{0} runs", claim.id());
      runner.run(claim, cancellation);
      end(claim, State.SUCCEEDED, Optional.empty());
    } catch (SteermeshException e) {
      stopped(claim, cancellation, e);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "evaluations/" + claim.id() + " failed", e);
      String message = "a bug stopped the evaluation; the service's log has the details";
      end(claim, State.FAILED, Optional.of(failure(ErrorReason.INTERNAL, message)));
    } finally {
      running.remove(cancellation);
      done.countDown();
    }
  }

  private void stopped(Claim claim, Cancellation cancellation, SteermeshException e) {
    Optional<Cancellation.Cause> cause = cancellation.cause();
    if (cause.isEmpty() && e.reason() != ErrorReason.CANCELLED) {
      end(claim, State.FAILED, Optional.of(failure(e.reason(), e.message())));
      return;
    }
    switch (cause.orElse(Cancellation.Cause.LOST)) {
      case ASKED -> end(claim, State.CANCELLED, Optional.empty());
      case STOPPING -> store.release(claim);
      case LOST -> LOG.log(Level.INFO, "evaluations/{0} is not ours any more", claim.id());
    }
  }

  private void end(Claim claim, State state, Optional<Failure> failure) {
    if (store.finish(claim, state, failure)) {
      String why = failure.map(f -> ", " + f.reason() + ": " + f.message()).orElse("");
      LOG.log(Level.INFO, "evaluations/{0}: {1}{2}", claim.id(), state, why);
    }
  }

  private static Failure failure(ErrorReason reason, String message) {
    return new Failure(reason.name(), message);
  }

  private void beatUntil(CountDownLatch done, Claim claim, Cancellation cancellation) {
    long pause = Math.max(1, settings.lease().toMillis() / 3);
    try {
      while (!done.await(pause, TimeUnit.MILLISECONDS)) {
        beat(claim, cancellation);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void beat(Claim claim, Cancellation cancellation) {
    try {
      switch (store.renew(claim, settings.lease())) {
        case HELD -> {}
        case CANCEL_ASKED -> cancellation.cancel(Cancellation.Cause.ASKED);
        case LOST -> cancellation.cancel(Cancellation.Cause.LOST);
      }
    } catch (RuntimeException e) {
      // The next beat, or the loss of the claim, settles it.
      LOG.log(
          Level.WARNING,
          "the claim on evaluations/{0} was not renewed: {1}",
          claim.id(),
          e.getMessage());
    }
  }
}
