package org.steermesh.vector.domain;

import java.util.NavigableSet;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.VersionReference;

/** The rules for what changes while a version stays: its state, its tags, its description. */
public final class VectorLifecycle {

  private static final int MOST_TAGS = 32;

  private final VectorCatalog catalog;
  private final VectorStore store;

  /** Changes versions of a catalogue in its store. */
  public VectorLifecycle(VectorCatalog catalog, VectorStore store) {
    this.catalog = catalog;
    this.store = store;
  }

  /**
   * A wish for another state.
   *
   * @param state what the version becomes
   * @param expected what it must be now; null for whatever it is
   * @param evidence why it may be promoted; null for none
   * @param actor who wishes it, may be empty
   */
  public record Step(
      VersionState state,
      @Nullable VersionState expected,
      @Nullable Evidence evidence,
      String actor) {}

  /**
   * Promotes, demotes or retires a version.
   *
   * @throws SteermeshException STATE_MOVED, STATE_NOT_REACHABLE, SIDE_EFFECTS_OUTSIDE_LIMITS,
   *     FIELD_INVALID, and what finding it refuses
   */
  public Version move(VersionReference reference, Step step) {
    return change(
        reference,
        status -> {
          checkReachable(status.state(), step);
          checkEvidence(status.state(), step);
          return status.in(
              step.state, step.actor, step.evidence == null ? status.evidence() : step.evidence);
        });
  }

  private static void checkReachable(VersionState now, Step step) {
    if (step.expected != null && step.expected != now) {
      throw new SteermeshException(
              ErrorReason.STATE_MOVED,
              "the version is %s, not %s as expected".formatted(now.title(), step.expected.title()))
          .with("state", now.name());
    }
    if (!now.next().contains(step.state)) {
      throw new SteermeshException(
              ErrorReason.STATE_NOT_REACHABLE,
              "a version that is %s cannot become %s; it can become %s"
                  .formatted(
                      now.title(),
                      step.state.title(),
                      String.join(
                          " or ", now.next().stream().map(VersionState::title).sorted().toList())))
          .with("state", now.name());
    }
  }

  private static void checkEvidence(VersionState now, Step step) {
    boolean needed = now == VersionState.CANDIDATE && step.state == VersionState.EVALUATED;
    if (needed != (step.evidence != null)) {
      throw SteermeshException.ofField(
          "evidence",
          needed
              ? "is required: a candidate is promoted by what an evaluation found"
              : "is only for promoting a candidate");
    }
    if (step.evidence != null) {
      step.evidence.sideEffects().stream()
          .filter(effect -> !effect.isInside())
          .findFirst()
          .ifPresent(effect -> {
            throw new SteermeshException(
                    ErrorReason.SIDE_EFFECTS_OUTSIDE_LIMITS,
                    "%s changes by %s; at most %s worse is allowed"
                        .formatted(effect.name(), effect.change(), effect.limit()))
                .with("side_effect", effect.name());
          });
    }
  }

  /**
   * Adds and removes tags.
   *
   * @throws SteermeshException TAGS_TOO_MANY, and what finding the version refuses
   */
  public Version tag(
      VersionReference reference, SortedSet<String> added, SortedSet<String> removed) {
    return change(
        reference,
        status -> {
          NavigableSet<String> tags = new TreeSet<>(status.tags());
          tags.addAll(added);
          tags.removeAll(removed);
          if (tags.size() > MOST_TAGS) {
            throw new SteermeshException(
                ErrorReason.TAGS_TOO_MANY,
                "it would have %d tags; at most %d are allowed".formatted(tags.size(), MOST_TAGS));
          }
          return status.tagged(tags);
        });
  }

  /**
   * Says what people should know of a version.
   *
   * @param description empty removes it
   * @throws SteermeshException what finding the version refuses
   */
  public Version describe(VersionReference reference, String description) {
    return change(reference, status -> status.describedBy(description));
  }

  private Version change(VersionReference reference, UnaryOperator<VersionStatus> change) {
    Version version = catalog.resolve(reference);
    return store
        .updateStatus(version, change)
        .orElseThrow(() ->
            new SteermeshException(
                    ErrorReason.VERSION_NOT_FOUND,
                    VectorCatalog.nameOf(version) + " was deleted meanwhile")
                .with("version", VectorCatalog.nameOf(version).toString()));
  }
}
