package org.steermesh.contract.server;

import io.grpc.Context;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jboss.logging.MDC;

/**
 * What a call has besides its messages, to be taken to another thread: gRPC's context with deadline
 * and cancellation, the trace, and the fields of the log. Calls to other services that are made
 * there inherit deadline, cancellation and trace; what is logged there bears the trace's id.
 */
public final class CallContext {

  private final Context grpc = Context.current();
  private final io.opentelemetry.context.Context trace = io.opentelemetry.context.Context.current();
  private final Map<String, Object> logFields = Map.copyOf(MDC.getMap());

  private CallContext() {}

  /** That of the call which this thread works for. */
  public static CallContext current() {
    return new CallContext();
  }

  /** Runs each piece of work on a thread of {@code threads}, in here. */
  public Executor on(Executor threads) {
    return work -> threads.execute(wrap(work));
  }

  /** The same work, in here on whatever thread runs it. */
  public Runnable wrap(Runnable work) {
    return grpc.wrap(
        trace.wrap(() -> {
          logFields.forEach(MDC::put);
          try {
            work.run();
          } finally {
            logFields.keySet().forEach(MDC::remove);
          }
        }));
  }
}
