package org.steermesh.generation.domain;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.Watch;

/**
 * What is to happen when steering goes wrong.
 *
 * @param servesUnsteered whether a text is generated unsteered where it cannot be steered as asked
 * @param allowsOverDose whether planned doses may exceed the limit
 * @param watch over what comes out; empty watches nothing
 */
public record SteeringPolicy(
    boolean servesUnsteered, boolean allowsOverDose, Optional<Watch> watch) {

  /** What a steering can fail with though its request is well formed. */
  private static final Set<ErrorReason> FORGIVEN =
      EnumSet.of(
          ErrorReason.DEPENDENCY_UNAVAILABLE,
          ErrorReason.VECTOR_NOT_FOUND,
          ErrorReason.VERSION_NOT_FOUND,
          ErrorReason.ALIAS_NOT_FOUND,
          ErrorReason.VERSION_AMBIGUOUS,
          ErrorReason.VECTOR_OF_OTHER_MODEL,
          ErrorReason.VECTOR_SITE_MISSING,
          ErrorReason.VECTOR_KIND_MISMATCH,
          ErrorReason.VECTOR_ZERO,
          ErrorReason.SITE_REQUIRED,
          ErrorReason.POSITION_NOT_FOUND,
          ErrorReason.OVER_DOSE,
          ErrorReason.PAYLOAD_CORRUPT);

  /**
   * What a text is steered with instead of what was asked for.
   *
   * @param own what the service steers all texts with
   * @throws SteermeshException the refusal itself, where that is the policy
   */
  public Applied insteadOf(SteermeshException refusal, Steering own) {
    if (!servesUnsteered || !FORGIVEN.contains(refusal.reason())) {
      throw refusal;
    }
    return new Applied(own, own, 0, Optional.of(refusal));
  }

  /**
   * What a text is steered with.
   *
   * @param steering what was asked for, then what is the service's own; the latter alone where the
   *     text could not be steered as asked
   * @param own what the service steers all texts with
   * @param asked how many of the wanted interventions in it were asked for; those after them are
   *     the service's own
   * @param refusal why it is not steered as asked; empty where it is
   */
  public record Applied(
      Steering steering, Steering own, int asked, Optional<SteermeshException> refusal) {

    /** Steered as asked. */
    public static Applied asAsked(Steering steering, Steering own, int asked) {
      return new Applied(steering, own, asked, Optional.empty());
    }
  }
}
