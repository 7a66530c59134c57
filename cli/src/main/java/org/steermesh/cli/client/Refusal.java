package org.steermesh.cli.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;

/** The error of a service in one message for a person, with the exit code that fits. */
public final class Refusal {

  private static final int SHOWN_VIOLATIONS = 20;

  private Refusal() {}

  /** Translates what a call ended with. */
  public static SteerException of(StatusRuntimeException failure) {
    return of(details(failure), failure);
  }

  /** Translates what a stream ended with. */
  public static SteerException of(StatusException failure) {
    return of(details(failure), failure);
  }

  private static Status details(Exception failure) {
    Status status = StatusProto.fromThrowable(failure);
    return status == null ? Status.getDefaultInstance() : status;
  }

  /** Translates the error of an operation. */
  public static SteerException of(Status status) {
    Status known = status.toBuilder().setCode(code(status).getNumber()).build();
    return of(known, StatusProto.toStatusRuntimeException(known));
  }

  private static SteerException of(Status status, Exception cause) {
    return new SteerException(exitCode(status), text(status), cause);
  }

  private static Code code(Status status) {
    Code code = Code.forNumber(status.getCode());
    return code == null ? Code.UNKNOWN : code;
  }

  private static ExitCode exitCode(Status status) {
    return switch (code(status)) {
      case UNAVAILABLE, DEADLINE_EXCEEDED -> ExitCode.UNAVAILABLE;
      // A full queue empties; a file that is too large stays so.
      case RESOURCE_EXHAUSTED ->
          status.getDetailsList().stream().anyMatch(detail -> detail.is(RetryInfo.class))
              ? ExitCode.UNAVAILABLE
              : ExitCode.REFUSED;
      case CANCELLED -> ExitCode.INTERRUPTED;
      case UNKNOWN, INTERNAL, DATA_LOSS, OK, UNRECOGNIZED -> ExitCode.FAILED;
      case INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          UNAUTHENTICATED,
          FAILED_PRECONDITION,
          ABORTED,
          OUT_OF_RANGE,
          UNIMPLEMENTED ->
          ExitCode.REFUSED;
    };
  }

  /** Sentence, then reason and code, then one line per violation, then when to try again. */
  static String text(Status status) {
    List<String> names = new ArrayList<>();
    List<String> more = new ArrayList<>();
    for (Any detail : status.getDetailsList()) {
      describe(detail, names, more);
    }
    names.add(code(status).name());
    String sentence = sentence(status);
    if (more.size() > 1 && sentence.equals(String.join("; ", more))) {
      sentence = more.size() + " fields cannot be taken";
    }
    StringBuilder text = new StringBuilder(sentence);
    text.append(" (").append(String.join(", ", names)).append(')');
    for (String line : more) {
      text.append(sentence.contains(line) ? "" : "\n  " + line);
    }
    return text.toString();
  }

  private static String sentence(Status status) {
    boolean toldByService = status.getDetailsCount() > 0;
    if (code(status) == Code.DEADLINE_EXCEEDED && !toldByService) {
      return "the service did not answer in time";
    }
    return status.getMessage().isBlank() ? "the service gave no explanation" : status.getMessage();
  }

  private static void describe(Any detail, List<String> names, List<String> more) {
    try {
      if (detail.is(ErrorInfo.class)) {
        names.add(detail.unpack(ErrorInfo.class).getReason());
      } else if (detail.is(BadRequest.class)) {
        addViolations(detail.unpack(BadRequest.class), more);
      } else if (detail.is(RetryInfo.class)) {
        more.add("try again in " + seconds(detail.unpack(RetryInfo.class)) + " s");
      }
    } catch (InvalidProtocolBufferException e) {
      more.add("(a detail of the error cannot be read: " + e.getMessage() + ")");
    }
  }

  private static void addViolations(BadRequest request, List<String> more) {
    request.getFieldViolationsList().stream()
        .limit(SHOWN_VIOLATIONS)
        .forEach(violation -> more.add(violation.getField() + ": " + violation.getDescription()));
    int left = request.getFieldViolationsCount() - SHOWN_VIOLATIONS;
    if (left > 0) {
      more.add("and " + left + " more");
    }
  }

  private static String seconds(RetryInfo info) {
    double seconds = info.getRetryDelay().getSeconds() + info.getRetryDelay().getNanos() / 1e9;
    return seconds == Math.rint(seconds) ? "%.0f".formatted(seconds) : "%.1f".formatted(seconds);
  }
}
