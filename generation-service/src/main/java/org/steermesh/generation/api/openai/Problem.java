package org.steermesh.generation.api.openai;

import io.grpc.Status;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.RemoteError;

/**
 * An error as OpenAI's clients read it.
 *
 * @param status of HTTP
 * @param message for people
 * @param field of the body that is to blame; null where there is none
 * @param code our own reason; null where there is none
 * @param retryDelay when a retry may help; empty where it is not known to
 */
record Problem(
    int status,
    String message,
    @Nullable String field,
    @Nullable String code,
    Optional<Duration> retryDelay) {

  /** One that lies in the request itself. */
  static Problem of(int status, String message) {
    return new Problem(status, message, null, null, Optional.empty());
  }

  /** A refusal or failure of ours. */
  static Problem of(RemoteError error) {
    boolean ofFields = !error.violations().isEmpty();
    return new Problem(
        status(error),
        ofFields
            ? error.violations().stream()
                .map(each -> each.field() + ": " + each.description())
                .collect(Collectors.joining("; "))
            : error.message(),
        ofFields ? error.violations().getFirst().field() : null,
        error.reason().isEmpty() ? null : error.reason(),
        Optional.ofNullable(error.retryDelay()));
  }

  private static int status(RemoteError error) {
    Status.Code code = error.code();
    return switch (code) {
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
      case UNAUTHENTICATED -> 401;
      case PERMISSION_DENIED -> 403;
      case NOT_FOUND -> 404;
      case ALREADY_EXISTS, ABORTED -> 409;
      case RESOURCE_EXHAUSTED ->
          error.reason().equals(ErrorReason.MESSAGE_TOO_LARGE.name()) ? 413 : 429;
      case CANCELLED -> 499;
      case UNAVAILABLE -> 503;
      case DEADLINE_EXCEEDED -> 504;
      case OK, UNKNOWN, UNIMPLEMENTED, INTERNAL, DATA_LOSS -> 500;
    };
  }

  private String type() {
    return switch (status) {
      case 429 -> "rate_limit_error";
      case 500 -> "server_error";
      case 503 -> "service_unavailable_error";
      case 504 -> "timeout_error";
      default -> "invalid_request_error";
    };
  }

  JsonObject json() {
    return new JsonObject()
        .put(
            "error",
            new JsonObject()
                .put("message", message)
                .put("type", type())
                .put("param", field)
                .put("code", code));
  }

  /** Tells it as the whole answer, or as the last event of a stream that has begun. */
  void tell(Reply reply) {
    if (reply.isLeft()) {
      return;
    }
    if (reply.isBegun()) {
      reply.end(json().encode());
      return;
    }
    retryDelay.ifPresent(
        delay -> reply.header("retry-after", Long.toString(Math.max(1, delay.toSeconds()))));
    reply.json(status, json());
  }
}
