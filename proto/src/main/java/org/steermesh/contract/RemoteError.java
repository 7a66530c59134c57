package org.steermesh.contract;

import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What another process answered instead of a response, taken apart.
 *
 * @param code the gRPC code
 * @param reason the ErrorInfo reason; empty when there is none of ours
 * @param message the sentence for people
 * @param metadata the ErrorInfo metadata
 * @param violations the bad fields
 * @param retryDelay when a retry may help, or null
 */
public record RemoteError(
    Status.Code code,
    String reason,
    String message,
    Map<String, String> metadata,
    List<FieldViolation> violations,
    @Nullable Duration retryDelay) {

  /** Copies the collections. */
  public RemoteError {
    metadata = Map.copyOf(metadata);
    violations = List.copyOf(violations);
  }

  /** One line for people: code, reason where there is one, message. */
  public String summary() {
    return code + (reason.isEmpty() ? "" : " (" + reason + ")") + ": " + message;
  }
}
