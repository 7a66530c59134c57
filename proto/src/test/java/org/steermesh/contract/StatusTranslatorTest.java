package org.steermesh.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.ErrorInfo;
import io.grpc.Context;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StatusTranslatorTest {

  @ParameterizedTest
  @EnumSource
  void everyReasonIsReadAsItWasWritten(ErrorReason reason) {
    SteermeshException error =
        new SteermeshException(reason, "a sentence")
            .with("width", "64")
            .withViolations(List.of(new FieldViolation("vector.inline", "too wide")))
            .retryAfter(Duration.ofMillis(1500));

    RemoteError read = StatusTranslator.read(StatusTranslator.toGrpc(error));

    assertThat(read)
        .isEqualTo(
            new RemoteError(
                reason.code(),
                reason.name(),
                "a sentence",
                Map.of("width", "64"),
                List.of(new FieldViolation("vector.inline", "too wide")),
                Duration.ofMillis(1500)));
  }

  @Test
  void theDetailsAreThoseOfTheStandard() throws Exception {
    com.google.rpc.Status status =
        StatusTranslator.toStatus(SteermeshException.ofField("strength", "NaN is not finite"));

    assertThat(status.getDetails(0).unpack(ErrorInfo.class).getDomain()).isEqualTo("steermesh");
    assertThat(status.getDetails(0).unpack(ErrorInfo.class).getReason()).isEqualTo("FIELD_INVALID");
    assertThat(status.getDetailsList())
        .extracting(any -> any.getTypeUrl())
        .containsExactly(
            "type.googleapis.com/google.rpc.ErrorInfo",
            "type.googleapis.com/google.rpc.BadRequest");
  }

  @Test
  void aBareStatusIsReadWithoutReason() {
    RemoteError read =
        StatusTranslator.read(
            Status.UNIMPLEMENTED.withDescription("no such method").asRuntimeException());

    assertThat(read.summary()).isEqualTo("UNIMPLEMENTED: no such method");
    assertThat(read.reason()).isEmpty();
  }

  @Test
  void theReasonOfAnotherDomainIsNotTakenForOurs() {
    com.google.rpc.Status status =
        com.google.rpc.Status.newBuilder()
            .setCode(Status.Code.NOT_FOUND.value())
            .addDetails(
                com.google.protobuf.Any.pack(
                    ErrorInfo.newBuilder().setDomain("other").setReason("QUEUE_FULL").build()))
            .build();

    assertThat(StatusTranslator.read(status).reason()).isEmpty();
  }

  @Test
  void theCallersBusinessIsPassedOnAsItIs() {
    SteermeshException missing =
        new SteermeshException(ErrorReason.DATASET_NOT_FOUND, "no data set datasets/x")
            .with("name", "datasets/x");

    SteermeshException passed =
        StatusTranslator.passOn("vector-service", StatusTranslator.toGrpc(missing));

    assertThat(passed.reason()).isEqualTo(ErrorReason.DATASET_NOT_FOUND);
    assertThat(passed.message()).isEqualTo("no data set datasets/x");
    assertThat(passed.metadata()).containsEntry("name", "datasets/x");
  }

  @Test
  void aServiceThatIsAwayOrStoppingIsADependencyToRetry() {
    SteermeshException away =
        StatusTranslator.passOn(
            "vector-service",
            Status.UNAVAILABLE.withDescription("connection refused").asRuntimeException());
    SteermeshException stopping =
        StatusTranslator.passOn(
            "vector-service",
            StatusTranslator.toGrpc(new SteermeshException(ErrorReason.DRAINING, "stopping")));

    assertThat(away.reason()).isEqualTo(ErrorReason.DEPENDENCY_UNAVAILABLE);
    assertThat(away.retryDelay()).isNotNull();
    assertThat(away.message()).contains("vector-service").contains("connection refused");
    assertThat(stopping.reason()).isEqualTo(ErrorReason.DEPENDENCY_UNAVAILABLE);
  }

  @Test
  void aServiceTooLateForADeadlineThatIsNotTheCallersIsAway() {
    SteermeshException late =
        StatusTranslator.passOn("vector-service", Status.DEADLINE_EXCEEDED.asRuntimeException());

    assertThat(late.reason()).isEqualTo(ErrorReason.DEPENDENCY_UNAVAILABLE);
    assertThat(late.message()).isEqualTo("vector-service is away: it did not answer in time");
    assertThat(late.retryDelay()).isNotNull();
  }

  @Test
  void theCallersOwnDeadlineStaysTheCallersBusiness() throws Exception {
    try (Context.CancellableContext ended = Context.current().withCancellation()) {
      ended.cancel(new TimeoutException());
      ErrorReason reason =
          ended.call(() ->
              StatusTranslator.passOn(
                      "vector-service", Status.DEADLINE_EXCEEDED.asRuntimeException())
                  .reason());

      assertThat(reason).isEqualTo(ErrorReason.DEADLINE_EXCEEDED);
    }
  }

  @Test
  void aBugOfAnotherServiceIsNotBlamedOnTheCaller() {
    assertThat(
            StatusTranslator.passOn(
                    "vector-service",
                    Status.UNIMPLEMENTED.withDescription("BuildVector").asRuntimeException())
                .reason())
        .isEqualTo(ErrorReason.INTERNAL);
  }
}
