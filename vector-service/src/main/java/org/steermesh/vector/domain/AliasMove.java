package org.steermesh.vector.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A wish to make, move or remove an alias.
 *
 * @param vectorId whose alias
 * @param alias which
 * @param target full digest of the version that it shall name; null removes it
 * @param expectation where the alias must be now
 * @param required the state that the version must be in; null for any
 * @param actor who wishes it, may be empty
 * @param time when
 */
public record AliasMove(
    String vectorId,
    String alias,
    @Nullable String target,
    Expectation expectation,
    @Nullable VersionState required,
    String actor,
    Instant time) {

  /** Where an alias must be before it moves. */
  public sealed interface Expectation {

    /** Wherever it is, if at all. */
    record Anywhere() implements Expectation {}

    /** It must not exist. */
    record Nowhere() implements Expectation {}

    /** It must name the version whose digest starts so. */
    record At(String digestStart) implements Expectation {}
  }

  /** What became of it. */
  public sealed interface Outcome {

    /** The alias is where it was wished; {@code digest} is empty where it was removed. */
    record Moved(String digest) implements Outcome {}

    /** The alias is elsewhere than expected; {@code version} is its digest, empty if it is not. */
    record Elsewhere(String version) implements Outcome {}

    /** There is no such alias to remove. */
    record NoSuchAlias() implements Outcome {}

    /** The version that it should name does not exist. */
    record NoSuchVersion() implements Outcome {}

    /** The version that it should name is in another state than required. */
    record NotInState(String state) implements Outcome {}

    /** It would be new, and the vector has as many as are allowed. */
    record TooMany() implements Outcome {}

    /** There is nothing to go back to. */
    record NoPast() implements Outcome {}
  }
}
