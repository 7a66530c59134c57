package org.steermesh.contract;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A refusal or failure that a caller is told about. The message says what was wrong and what is
 * allowed; the metadata repeats its variables for programs. Immutable: the {@code with} methods
 * give a copy.
 */
public final class SteermeshException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ErrorReason reason;
  private final transient Map<String, String> metadata;
  private final transient List<FieldViolation> violations;
  private final transient @Nullable Duration retryDelay;

  /** Fails with a sentence for people. */
  public SteermeshException(ErrorReason reason, String message) {
    this(reason, message, new Details(Map.of(), List.of(), null), null);
  }

  private SteermeshException(
      ErrorReason reason, String message, Details details, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.metadata = details.metadata;
    this.violations = details.violations;
    this.retryDelay = details.retryDelay;
  }

  private record Details(
      Map<String, String> metadata,
      List<FieldViolation> violations,
      @Nullable Duration retryDelay) {}

  /** Refuses one field with {@link ErrorReason#FIELD_INVALID}. */
  public static SteermeshException ofField(String field, String description) {
    return ofFields(List.of(new FieldViolation(field, description)));
  }

  /** Refuses one field for a reason of its own, which a program finds under {@code field} too. */
  public static SteermeshException ofField(ErrorReason reason, String field, String description) {
    return new SteermeshException(reason, field + ": " + description)
        .with("field", field)
        .withViolations(List.of(new FieldViolation(field, description)));
  }

  /** Refuses several fields, at least one, with {@link ErrorReason#FIELD_INVALID}. */
  public static SteermeshException ofFields(List<FieldViolation> violations) {
    String message =
        violations.stream()
            .map(violation -> violation.field() + ": " + violation.description())
            .collect(Collectors.joining("; "));
    return new SteermeshException(ErrorReason.FIELD_INVALID, message).withViolations(violations);
  }

  /** Adds a variable for programs. */
  public SteermeshException with(String key, String value) {
    Map<String, String> extended = new LinkedHashMap<>(metadata);
    extended.put(key, value);
    return with(extended);
  }

  /** Replaces the variables for programs. */
  public SteermeshException with(Map<String, String> newMetadata) {
    return copy(new Details(Map.copyOf(newMetadata), violations, retryDelay), getCause());
  }

  /** Replaces the field violations. */
  public SteermeshException withViolations(List<FieldViolation> newViolations) {
    return copy(new Details(metadata, List.copyOf(newViolations), retryDelay), getCause());
  }

  /** Says when a retry may help. */
  public SteermeshException retryAfter(Duration delay) {
    return copy(new Details(metadata, violations, delay), getCause());
  }

  /** Keeps what led here, for the log; never sent. */
  public SteermeshException causedBy(Throwable cause) {
    return copy(new Details(metadata, violations, retryDelay), cause);
  }

  private SteermeshException copy(Details details, @Nullable Throwable cause) {
    return new SteermeshException(reason, message(), details, cause);
  }

  /** Why. */
  public ErrorReason reason() {
    return reason;
  }

  /** The sentence for people. */
  public String message() {
    String message = getMessage();
    return message == null ? "" : message;
  }

  /** The variables of the message. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** The bad fields; empty unless fields are the reason. */
  public List<FieldViolation> violations() {
    return violations;
  }

  /** When a retry may help; null when it is not known to. */
  public @Nullable Duration retryDelay() {
    return retryDelay;
  }
}
