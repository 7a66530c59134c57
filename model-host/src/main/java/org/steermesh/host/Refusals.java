package org.steermesh.host;

import java.util.concurrent.CancellationException;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;

/** The engine's refusals as the contract's errors: the same reason, message and metadata. */
public final class Refusals {

  private Refusals() {}

  /** Translates what the engine throws; leaves the rest as it is. */
  public static Throwable translate(Throwable thrown) {
    return switch (thrown) {
      // Whether the caller left or its deadline passed is the call's to know, not the engine's.
      case EngineException refusal when refusal.reason() == EngineReason.CANCELLED ->
          new CancellationException(refusal.getMessage());
      case EngineException refusal -> of(refusal);
      default -> thrown;
    };
  }

  /** What a caller is told about a refusal of the engine. */
  public static SteermeshException of(EngineException refusal) {
    return new SteermeshException(reason(refusal.reason()), String.valueOf(refusal.getMessage()))
        .with(refusal.metadata())
        .causedBy(refusal);
  }

  /**
   * The same, naming the element of a stream that was refused.
   *
   * @param kind what it is: {@code example}, {@code item}; {@code {kind}_id} in the metadata
   * @param id the caller's own id of it
   */
  public static SteermeshException of(EngineException refusal, String kind, String id) {
    return new SteermeshException(
            reason(refusal.reason()), "%s \"%s\": %s".formatted(kind, id, refusal.getMessage()))
        .with(refusal.metadata())
        .with(kind + "_id", id)
        .causedBy(refusal);
  }

  private static ErrorReason reason(EngineReason reason) {
    return switch (reason) {
      case CHECKPOINT_MISSING -> ErrorReason.CHECKPOINT_MISSING;
      case CHECKPOINT_INVALID -> ErrorReason.CHECKPOINT_INVALID;
      case DEVICE_UNAVAILABLE -> ErrorReason.DEPENDENCY_UNAVAILABLE;
      case ARCHITECTURE_UNSUPPORTED -> ErrorReason.ARCHITECTURE_UNSUPPORTED;
      case TOKENIZER_INVALID -> ErrorReason.TOKENIZER_INVALID;
      case TEMPLATE_INVALID -> ErrorReason.TEMPLATE_INVALID;
      case TEMPLATE_TOO_EXPENSIVE -> ErrorReason.TEMPLATE_TOO_EXPENSIVE;
      case PROMPT_EMPTY -> ErrorReason.PROMPT_EMPTY;
      case PROMPT_TOO_LONG -> ErrorReason.PROMPT_TOO_LONG;
      case TOKEN_OUT_OF_RANGE -> ErrorReason.TOKEN_OUT_OF_RANGE;
      case SITE_OUTSIDE_MODEL -> ErrorReason.SITE_OUTSIDE_MODEL;
      case GATE_TOO_DEEP -> ErrorReason.FIELD_INVALID;
      case VECTOR_WIDTH_MISMATCH -> ErrorReason.VECTOR_WIDTH_MISMATCH;
      case NOT_FINITE -> ErrorReason.NOT_FINITE;
      case VECTOR_ZERO -> ErrorReason.VECTOR_ZERO;
      case POSITION_NOT_FOUND -> ErrorReason.POSITION_NOT_FOUND;
      case CANCELLED -> ErrorReason.CANCELLED;
    };
  }
}
