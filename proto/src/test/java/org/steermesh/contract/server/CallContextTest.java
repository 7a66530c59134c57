package org.steermesh.contract.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Context;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.MDC;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.steermesh.activation.v1.ActivationServiceGrpc;
import org.steermesh.activation.v1.GetModelRequest;
import org.steermesh.type.v1.Model;

@Timeout(300)
class CallContextTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  private final LinkedBlockingQueue<Seen> seen = new LinkedBlockingQueue<>();

  @Test
  void theBodyOfACallHasItsDeadlineItsTraceAndItsLogFields() throws Exception {
    try (TestMesh mesh = new TestMesh(new Telling(), new Tracing())) {
      Model model =
          ActivationServiceGrpc.newBlockingStub(mesh.channel)
              .withDeadlineAfter(100, TimeUnit.SECONDS)
              .getModel(GetModelRequest.getDefaultInstance());

      assertThat(model.getName()).isEqualTo("models/m");
      assertThat(seen.take()).isEqualTo(new Seen(true, TRACE, TRACE));
    }
  }

  @Test
  void aThreadThatWorkedForACallKeepsNothingOfIt() throws Exception {
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      MDC.put("traceId", TRACE);
      Runnable look = () -> seen.add(Seen.now());
      Runnable work =
          io.opentelemetry.context.Context.root()
              .with(span())
              .wrapSupplier(() -> CallContext.current().wrap(look))
              .get();
      MDC.remove("traceId");
      thread.submit(work).get();
      thread.submit(look).get();

      assertThat(seen.take()).isEqualTo(new Seen(false, TRACE, TRACE));
      assertThat(seen.take())
          .isEqualTo(new Seen(false, Span.getInvalid().getSpanContext().getTraceId(), ""));
    }
  }

  private static Span span() {
    return Span.wrap(
        SpanContext.create(
            TRACE, "b7ad6b7169203331", TraceFlags.getSampled(), TraceState.getDefault()));
  }

  private record Seen(boolean deadline, String trace, String logged) {

    static Seen now() {
      Object logged = MDC.get("traceId");
      return new Seen(
          Context.current().getDeadline() != null,
          Span.current().getSpanContext().getTraceId(),
          logged == null ? "" : logged.toString());
    }
  }

  private final class Telling extends ActivationServiceGrpc.ActivationServiceImplBase {

    private final BlockingCalls calls = new BlockingCalls();

    @Override
    public void getModel(GetModelRequest request, StreamObserver<Model> observer) {
      calls.answer(
          observer,
          () -> {
            seen.add(Seen.now());
            return Model.newBuilder().setName("models/m").build();
          });
    }
  }

  /** What the tracing of Quarkus does around each event of a call. */
  private static final class Tracing implements ServerInterceptor {

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
        @Override
        public void onHalfClose() {
          MDC.put("traceId", TRACE);
          io.opentelemetry.context.Context.current().with(span()).wrap(super::onHalfClose).run();
          MDC.remove("traceId");
        }
      };
    }
  }
}
