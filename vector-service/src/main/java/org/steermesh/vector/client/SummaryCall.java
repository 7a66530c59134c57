package org.steermesh.vector.client;

import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.steermesh.activation.v1.SummarizeActivationsRequest;
import org.steermesh.activation.v1.SummarizeActivationsResponse;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.contract.SteermeshException;
import org.steermesh.vector.domain.ActivationReader;
import org.steermesh.vector.domain.LabelledExample;

/**
 * One {@code SummarizeActivations} call. The sending thread waits whenever the transport has
 * enough, so no more examples are in memory than one flow-control window holds.
 *
 * @param call begun, nothing sent
 * @param cancelled asked ten times a second while the call waits; true ends it
 */
record SummaryCall(
    BlockingClientCall<SummarizeActivationsRequest, SummarizeActivationsResponse> call,
    BooleanSupplier cancelled) {

  private static final long LOOK_AGAIN_MILLIS = 100;

  /** Sends every example, each taken when the transport has room, and gives the answer. */
  ActivationReader.Summary run(
      ActivationReader.Reading reading, Iterator<LabelledExample> examples) {
    try {
      boolean open = send(ActivationProtos.header(reading));
      while (open && examples.hasNext()) {
        open = send(ActivationProtos.example(examples.next(), reading.layout()));
      }
      if (open) {
        call.halfClose();
      }
      SummarizeActivationsResponse response = patiently(call::read);
      if (response == null) {
        throw new SteermeshException(
            ErrorReason.INTERNAL, "activation-service ended a call without an answer");
      }
      return ActivationProtos.summary(response, reading);
    } catch (StatusException e) {
      throw StatusTranslator.passOn("activation-service", e);
    } finally {
      call.cancel("the call is over", null);
    }
  }

  /** False when the call has ended before its time. */
  private boolean send(SummarizeActivationsRequest message) throws StatusException {
    return Boolean.TRUE.equals(patiently((limit, unit) -> call.write(message, limit, unit)));
  }

  private <T> @Nullable T patiently(Step<T> step) throws StatusException {
    while (!cancelled.getAsBoolean()) {
      try {
        return step.attempt(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        // Nothing was sent or read yet; it is tried again unless somebody cancelled meanwhile.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    throw new SteermeshException(ErrorReason.CANCELLED, "the build was cancelled");
  }

  /** A write or a read that gives up after a while. */
  @FunctionalInterface
  private interface Step<T> {
    @Nullable T attempt(long limit, TimeUnit unit)
        throws StatusException, InterruptedException, TimeoutException;
  }
}
