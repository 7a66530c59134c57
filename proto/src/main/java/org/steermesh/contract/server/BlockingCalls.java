package org.steermesh.contract.server;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/**
 * Runs the bodies of gRPC calls as plain blocking code, each on a virtual thread in the {@link
 * CallContext} of the call, so that gRPC's own threads stay free to report readiness and
 * cancellation.
 *
 * <p>What a body throws is what the caller is told, by way of the service's own translation. To be
 * called from the service method itself, on the observer that gRPC gave it.
 */
public final class BlockingCalls {

  private static final int AHEAD = 16;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final UnaryOperator<Throwable> translation;

  /** Without a translation of the service's own. */
  public BlockingCalls() {
    this(UnaryOperator.identity());
  }

  /**
   * With a translation of the service's own.
   *
   * @param translation turns exceptions of the service's domain into {@link
   *     org.steermesh.contract.SteermeshException}s and leaves others as they are
   */
  public BlockingCalls(UnaryOperator<Throwable> translation) {
    this.translation = translation;
  }

  /** A body that sends any number of answers. */
  @FunctionalInterface
  public interface StreamBody<R> {
    /** Returns when all answers are sent. */
    void run(Outbound<R> answers) throws Exception;
  }

  /** A body that reads a stream and gives one answer. */
  @FunctionalInterface
  public interface ReduceBody<Q, R> {
    /** Returns the answer. */
    R run(Inbound<Q> messages) throws Exception;
  }

  /** A body that reads a stream and sends any number of answers. */
  @FunctionalInterface
  public interface DialogueBody<Q, R> {
    /** Returns when all answers are sent. */
    void run(Inbound<Q> messages, Outbound<R> answers) throws Exception;
  }

  /** One request, one answer. */
  public <R> void answer(StreamObserver<R> observer, Callable<R> body) {
    stream(observer, answers -> answers.send(body.call()));
  }

  /** One request, a stream of answers. */
  public <R> void stream(StreamObserver<R> observer, StreamBody<R> body) {
    ServerCallStreamObserver<R> call = (ServerCallStreamObserver<R>) observer;
    CallMonitor monitor = monitor(call);
    Outbound<R> answers = new Outbound<>(call, monitor);
    start(call, () -> body.run(answers));
  }

  /** A stream of requests, one answer. */
  public <Q, R> StreamObserver<Q> reduce(StreamObserver<R> observer, ReduceBody<Q, R> body) {
    return reduce(observer, AHEAD, body);
  }

  /**
   * A stream of large requests, one answer.
   *
   * @param ahead requests that are in memory before the body asks for them, at least 1
   */
  public <Q, R> StreamObserver<Q> reduce(
      StreamObserver<R> observer, int ahead, ReduceBody<Q, R> body) {
    return dialogue(observer, ahead, (messages, answers) -> answers.send(body.run(messages)));
  }

  /** A stream of requests, a stream of answers. */
  public <Q, R> StreamObserver<Q> dialogue(StreamObserver<R> observer, DialogueBody<Q, R> body) {
    return dialogue(observer, AHEAD, body);
  }

  private <Q, R> StreamObserver<Q> dialogue(
      StreamObserver<R> observer, int ahead, DialogueBody<Q, R> body) {
    ServerCallStreamObserver<R> call = (ServerCallStreamObserver<R>) observer;
    CallMonitor monitor = monitor(call);
    Outbound<R> answers = new Outbound<>(call, monitor);
    Inbound<Q> messages = new Inbound<>(call, monitor, ahead);
    start(call, () -> body.run(messages, answers));
    return messages.observer();
  }

  private static CallMonitor monitor(ServerCallStreamObserver<?> call) {
    CallMonitor monitor = new CallMonitor();
    call.setOnCancelHandler(monitor::cancel);
    return monitor;
  }

  private <R> void start(ServerCallStreamObserver<R> call, Body body) {
    threads.execute(
        CallContext.current()
            .wrap(() -> {
              try {
                body.run();
              } catch (Throwable thrown) {
                // Errors too: a call that is not closed hangs until its deadline.
                // Wrapped, because gRPC would send the status of another service's refusal that is
                // among the causes, instead of the error that we make of it.
                call.onError(
                    Status.UNKNOWN.withCause(translation.apply(thrown)).asRuntimeException());
                return;
              }
              call.onCompleted();
            }));
  }

  @FunctionalInterface
  private interface Body {
    void run() throws Exception;
  }
}
