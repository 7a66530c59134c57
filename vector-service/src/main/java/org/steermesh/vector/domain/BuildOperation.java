package org.steermesh.vector.domain;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.FieldViolation;
import org.steermesh.contract.SteermeshException;

/**
 * A build that outlives the call that asked for it.
 *
 * @param id the last part of {@code operations/{operation}}
 * @param plan what is built
 * @param doneItems items read so far
 * @param createTime when it was asked for
 * @param outcome how it ended; null while it has not
 */
public record BuildOperation(
    String id, BuildPlan plan, int doneItems, Instant createTime, @Nullable Outcome outcome) {

  /** How a build ended. */
  public sealed interface Outcome {

    /**
     * With versions.
     *
     * @param versions at least one; in the order of the taus, or methods, that gave one
     * @param emptyTaus those that gave none
     * @param emptyMethods those that gave none
     */
    record Built(List<Version> versions, List<Double> emptyTaus, List<BuildMethod> emptyMethods)
        implements Outcome {

      /** Of a method that gives one version. */
      static Built of(Version version) {
        return new Built(List.of(version), List.of(), List.of());
      }
    }

    /** With this error. */
    record Failed(
        ErrorReason reason,
        String message,
        Map<String, String> metadata,
        List<FieldViolation> violations)
        implements Outcome {

      static Failed of(SteermeshException error) {
        return new Failed(error.reason(), error.message(), error.metadata(), error.violations());
      }

      /** The error, as it would have been thrown. */
      public SteermeshException toException() {
        return new SteermeshException(reason, message).with(metadata).withViolations(violations);
      }
    }
  }
}
