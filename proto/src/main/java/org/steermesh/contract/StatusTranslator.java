package org.steermesh.contract;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Our errors as {@code google.rpc.Status} with its details, and back. */
public final class StatusTranslator {

  /** The ErrorInfo domain of every error of ours. */
  public static final String DOMAIN = "steermesh";

  private static final Duration AWAY = Duration.ofSeconds(1);

  private StatusTranslator() {}

  /** The status with ErrorInfo and, where they apply, BadRequest and RetryInfo. */
  public static Status toStatus(SteermeshException error) {
    Status.Builder status =
        Status.newBuilder()
            .setCode(error.reason().code().value())
            .setMessage(error.message())
            .addDetails(
                Any.pack(
                    ErrorInfo.newBuilder()
                        .setReason(error.reason().name())
                        .setDomain(DOMAIN)
                        .putAllMetadata(error.metadata())
                        .build()));
    if (!error.violations().isEmpty()) {
      BadRequest.Builder bad = BadRequest.newBuilder();
      for (FieldViolation violation : error.violations()) {
        bad.addFieldViolationsBuilder()
            .setField(violation.field())
            .setDescription(violation.description());
      }
      status.addDetails(Any.pack(bad.build()));
    }
    Duration delay = error.retryDelay();
    if (delay != null) {
      status.addDetails(
          Any.pack(
              RetryInfo.newBuilder()
                  .setRetryDelay(
                      com.google.protobuf.Duration.newBuilder()
                          .setSeconds(delay.getSeconds())
                          .setNanos(delay.getNano()))
                  .build()));
    }
    return status.build();
  }

  /** The exception that gRPC sends as {@link #toStatus}. */
  public static StatusRuntimeException toGrpc(SteermeshException error) {
    return StatusProto.toStatusRuntimeException(toStatus(error));
  }

  /** Takes apart what a call answered; anything that is not a gRPC status reads as UNKNOWN. */
  public static RemoteError read(Throwable thrown) {
    Status status = StatusProto.fromThrowable(thrown);
    if (status == null) {
      io.grpc.Status bare = io.grpc.Status.fromThrowable(thrown);
      String description = bare.getDescription();
      return new RemoteError(
          bare.getCode(),
          "",
          description == null ? String.valueOf(thrown.getMessage()) : description,
          Map.of(),
          List.of(),
          null);
    }
    return read(status);
  }

  /** Takes apart a status, for example the error of an operation. */
  public static RemoteError read(Status status) {
    String reason = "";
    Map<String, String> metadata = new LinkedHashMap<>();
    List<FieldViolation> violations = new ArrayList<>();
    Duration retryDelay = null;
    for (Any detail : status.getDetailsList()) {
      Optional<ErrorInfo> info = unpack(detail, ErrorInfo.class);
      if (info.isPresent() && info.get().getDomain().equals(DOMAIN)) {
        reason = info.get().getReason();
        metadata.putAll(info.get().getMetadataMap());
      }
      unpack(detail, BadRequest.class).ifPresent(bad -> addViolations(bad, violations));
      Optional<RetryInfo> retry = unpack(detail, RetryInfo.class);
      if (retry.isPresent()) {
        com.google.protobuf.Duration delay = retry.get().getRetryDelay();
        retryDelay = Duration.ofSeconds(delay.getSeconds(), delay.getNanos());
      }
    }
    return new RemoteError(
        io.grpc.Status.fromCodeValue(status.getCode()).getCode(),
        reason,
        status.getMessage(),
        metadata,
        violations,
        retryDelay);
  }

  /**
   * What a service answers when a service that it called failed: reasons that are the caller's
   * business are passed on as they are; a service that is away, stopping, or later than a deadline
   * that is not the caller's becomes {@link ErrorReason#DEPENDENCY_UNAVAILABLE}; the rest is a bug.
   *
   * @param service the name of the service called, for the message
   */
  public static SteermeshException passOn(String service, Throwable thrown) {
    RemoteError error = read(thrown);
    if (error.code() == io.grpc.Status.Code.DEADLINE_EXCEEDED && !isCallersTimeUp()) {
      return away(service, "it did not answer in time", AWAY).causedBy(thrown);
    }
    ErrorReason reason = reasonOf(error);
    if (reason == null) {
      reason =
          switch (error.code()) {
            case UNAVAILABLE -> ErrorReason.DEPENDENCY_UNAVAILABLE;
            case CANCELLED -> ErrorReason.CANCELLED;
            case DEADLINE_EXCEEDED -> ErrorReason.DEADLINE_EXCEEDED;
            case RESOURCE_EXHAUSTED -> ErrorReason.MESSAGE_TOO_LARGE;
            default -> ErrorReason.INTERNAL;
          };
    }
    if (reason == ErrorReason.DRAINING || reason == ErrorReason.DEPENDENCY_UNAVAILABLE) {
      Duration delay = error.retryDelay() == null ? AWAY : error.retryDelay();
      return away(service, error.message(), delay).causedBy(thrown);
    }
    SteermeshException passed =
        new SteermeshException(reason, error.message())
            .with(error.metadata())
            .withViolations(error.violations())
            .causedBy(thrown);
    return error.retryDelay() == null ? passed : passed.retryAfter(error.retryDelay());
  }

  private static SteermeshException away(String service, String why, Duration retryDelay) {
    return new SteermeshException(ErrorReason.DEPENDENCY_UNAVAILABLE, service + " is away: " + why)
        .with("service", service)
        .retryAfter(retryDelay);
  }

  private static boolean isCallersTimeUp() {
    Deadline callers = Context.current().getDeadline();
    return Context.current().isCancelled() || (callers != null && callers.isExpired());
  }

  private static @Nullable ErrorReason reasonOf(RemoteError error) {
    for (ErrorReason reason : ErrorReason.values()) {
      if (reason.name().equals(error.reason())) {
        return reason;
      }
    }
    return null;
  }

  private static void addViolations(BadRequest bad, List<FieldViolation> violations) {
    for (BadRequest.FieldViolation violation : bad.getFieldViolationsList()) {
      violations.add(new FieldViolation(violation.getField(), violation.getDescription()));
    }
  }

  private static <M extends Message> Optional<M> unpack(Any detail, Class<M> type) {
    try {
      return detail.is(type) ? Optional.of(detail.unpack(type)) : Optional.empty();
    } catch (InvalidProtocolBufferException malformed) {
      // A detail that does not parse says nothing; code and message still do.
      return Optional.empty();
    }
  }
}
