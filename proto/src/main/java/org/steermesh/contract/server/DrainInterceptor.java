package org.steermesh.contract.server;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GlobalInterceptor;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.Prioritized;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.contract.SteermeshException;

/**
 * Lets the calls in flight finish when the service stops, and refuses new ones, which clients then
 * take to another replica. Health checks and reflection are neither counted nor refused.
 */
@GlobalInterceptor
@Singleton
public final class DrainInterceptor implements ServerInterceptor, Prioritized {

  private static final Logger LOG = Logger.getLogger(DrainInterceptor.class);

  private final Duration limit;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private int inFlight;
  private boolean draining;

  /**
   * Accepts calls until {@link #drain}.
   *
   * @param limit how long calls in flight may take to finish: {@code steermesh.drain.limit}
   */
  @Inject
  public DrainInterceptor(
      @ConfigProperty(name = "steermesh.drain.limit", defaultValue = "20s") Duration limit) {
    this.limit = limit;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    if (call.getMethodDescriptor().getFullMethodName().startsWith("grpc.")) {
      return next.startCall(call, headers);
    }
    if (!enter()) {
      StatusRuntimeException refusal = StatusTranslator.toGrpc(refusal());
      call.close(refusal.getStatus(), Objects.requireNonNull(refusal.getTrailers()));
      return new ServerCall.Listener<>() {};
    }
    try {
      return new CountedListener<>(next.startCall(call, headers));
    } catch (RuntimeException failed) {
      leave();
      throw failed;
    }
  }

  @Override
  public int getPriority() {
    return 900;
  }

  /**
   * Refuses new calls, and waits until those in flight are done or the limit has passed.
   *
   * @return whether all calls were done
   */
  public boolean drain() {
    lock.lock();
    try {
      draining = true;
      boolean drained = await(limit);
      if (!drained) {
        LOG.warnf("stopping with %d calls in flight after %s", inFlight, limit);
      }
      return drained;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until no call is in flight, or the limit has passed.
   *
   * @return whether all calls were done
   */
  public boolean await(Duration most) {
    long left = most.toNanos();
    lock.lock();
    try {
      while (inFlight > 0 && left > 0) {
        left = idle.awaitNanos(left);
      }
      return inFlight == 0;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  void onShutdown(@Observes ShutdownEvent event) {
    LOG.debugf(
        "%s: draining for at most %d s", event, TimeUnit.NANOSECONDS.toSeconds(limit.toNanos()));
    boolean drained = drain();
    LOG.debugf("drained: %s", drained);
  }

  /** What a call is told that comes while the service stops. */
  public static SteermeshException refusal() {
    return new SteermeshException(
            ErrorReason.DRAINING, "the service is stopping; call another replica")
        .retryAfter(Duration.ofSeconds(1));
  }

  /**
   * Counts a call that came by another way than gRPC, until it {@link #leave leaves}; false when it
   * is to be refused.
   */
  public boolean enter() {
    lock.lock();
    try {
      if (draining) {
        return false;
      }
      inFlight++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** A call that has entered is done. */
  public void leave() {
    lock.lock();
    try {
      inFlight--;
      if (inFlight == 0) {
        idle.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private final class CountedListener<Q> extends SimpleForwardingServerCallListener<Q> {

    private final AtomicBoolean left = new AtomicBoolean();

    CountedListener(ServerCall.Listener<Q> listener) {
      super(listener);
    }

    @Override
    public void onCancel() {
      try {
        super.onCancel();
      } finally {
        leaveOnce();
      }
    }

    @Override
    public void onComplete() {
      try {
        super.onComplete();
      } finally {
        leaveOnce();
      }
    }

    private void leaveOnce() {
      if (left.compareAndSet(false, true)) {
        leave();
      }
    }
  }
}
