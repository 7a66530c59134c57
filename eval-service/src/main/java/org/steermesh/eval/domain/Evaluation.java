package org.steermesh.eval.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * A declared experiment, how far it is, and what came out so far.
 *
 * @param id last part of {@code evaluations/{evaluation}}
 * @param declaration what was asked
 * @param subject what stood behind the names
 * @param progress where it stands
 * @param results what was measured so far
 */
public record Evaluation(
    String id, Declaration declaration, Subject subject, Progress progress, Results results) {

  /** Longer descriptions stand in the declaration alone. */
  private static final int MOST_OF_TITLE = 32;

  /** Where an evaluation stands. */
  public enum State {
    /** Waiting for a replica. */
    PENDING,
    /** A replica works on it. */
    RUNNING,
    /** Every cell was measured. */
    SUCCEEDED,
    /** It stopped at an error. */
    FAILED,
    /** Its caller stopped it. */
    CANCELLED;

    /** Whether nothing more will happen. */
    public boolean isFinal() {
      return switch (this) {
        case PENDING, RUNNING -> false;
        case SUCCEEDED, FAILED, CANCELLED -> true;
      };
    }
  }

  /**
   * Where an evaluation stands.
   *
   * @param state its state
   * @param createTime when it was declared
   * @param startTime when a replica first took it
   * @param endTime when it reached a final state
   * @param failure why it stopped; only with {@code FAILED}
   */
  public record Progress(
      State state,
      Instant createTime,
      Optional<Instant> startTime,
      Optional<Instant> endTime,
      Optional<Failure> failure) {}

  /**
   * Why an evaluation stopped.
   *
   * @param reason in UPPER_SNAKE_CASE
   * @param message for people
   */
  public record Failure(String reason, String message) {}

  /** {@code evaluations/{evaluation}}. */
  public String name() {
    return "evaluations/" + id;
  }

  /** What a reader knows it by: its behaviour, and its description where that is short. */
  public String title() {
    String description = declaration.description();
    boolean brief = !description.isBlank() && description.length() <= MOST_OF_TITLE;
    return brief ? subject.behaviour() + ", " + description : subject.behaviour();
  }

  /** The recommended cell by the declaration's own limit; see {@link BestCell}. */
  public Optional<BestCell> best() {
    return switch (declaration.steering()) {
      case Steering.Sweep _, Steering.Comparison _ ->
          results.best(limit(), declaration.analysis().bootstrap());
      case Steering.Composition _, Study _ -> Optional.empty();
    };
  }

  /** The best cell of one arm by the declaration's own limit. */
  public Optional<BestCell> best(Arm arm) {
    return results.best(arm, limit(), declaration.analysis().bootstrap());
  }

  private double limit() {
    return declaration.analysis().perplexityRatioLimit();
  }
}
