package org.steermesh.vector.domain;

import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.AliasName;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.PageRequest;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.VectorName;
import org.steermesh.contract.VersionName;

/** The rules for aliases: where they may move, and how they go back. */
public final class VectorAliases {

  private final VectorCatalog catalog;
  private final AliasStore store;
  private final Clock clock;

  /** Works on a store, for the vectors of a catalogue. */
  public VectorAliases(VectorCatalog catalog, AliasStore store, Clock clock) {
    this.catalog = catalog;
    this.store = store;
    this.clock = clock;
  }

  /**
   * A wish to make, move or remove an alias.
   *
   * @param name which
   * @param target the version that it shall name; null removes it
   * @param expectation where it must be now
   * @param required the state that the version must be in; null for any
   * @param actor who wishes it, may be empty
   */
  public record Wish(
      AliasName name,
      @Nullable VersionName target,
      AliasMove.Expectation expectation,
      @Nullable VersionState required,
      String actor) {}

  /**
   * Makes, moves or removes an alias.
   *
   * @return the full digest that it names now; empty when it was removed
   * @throws SteermeshException VECTOR_NOT_FOUND, VERSION_NOT_FOUND, VERSION_AMBIGUOUS, ALIAS_MOVED,
   *     STATE_NOT_REACHABLE, ALIAS_NOT_FOUND when one is removed that does not exist
   */
  public Optional<String> set(Wish wish) {
    AliasName name = wish.name;
    SteeringVector vector = catalog.get(name.vector());
    String digest = wish.target == null ? null : catalog.resolve(wish.target).digest();
    AliasMove.Outcome outcome =
        store.move(
            new AliasMove(
                vector.id(),
                name.alias(),
                digest,
                wish.expectation,
                wish.required,
                wish.actor,
                clock.instant()));
    if (outcome instanceof AliasMove.Outcome.NoSuchVersion && digest != null) {
      throw VectorCatalog.versionGone(vector.id(), digest);
    }
    return told(name, vector, outcome);
  }

  /**
   * Moves an alias back to where it was.
   *
   * @param required the state that the version there must be in; null for any
   * @return the full digest that it names now
   * @throws SteermeshException VECTOR_NOT_FOUND, ALIAS_WITHOUT_PAST, ALIAS_MOVED,
   *     STATE_NOT_REACHABLE
   */
  public Optional<String> rollback(
      AliasName name,
      AliasMove.Expectation expectation,
      @Nullable VersionState required,
      String actor) {
    SteeringVector vector = catalog.get(name.vector());
    AliasRollback rollback =
        new AliasRollback(vector.id(), name.alias(), expectation, required, actor, clock.instant());
    return told(name, vector, store.rollback(rollback));
  }

  private static Optional<String> told(
      AliasName name, SteeringVector vector, AliasMove.Outcome outcome) {
    return switch (outcome) {
      case AliasMove.Outcome.Moved(String digest) ->
          digest.isEmpty() ? Optional.empty() : Optional.of(digest);
      case AliasMove.Outcome.NoSuchAlias _ -> throw VectorCatalog.aliasNotFound(name, vector);
      case AliasMove.Outcome.NoSuchVersion _ -> throw VectorCatalog.vectorNotFound(name.vector());
      case AliasMove.Outcome.Elsewhere(String version) -> throw moved(name, version);
      case AliasMove.Outcome.NotInState(String state) ->
          throw new SteermeshException(
                  ErrorReason.STATE_NOT_REACHABLE,
                  "%s stays: the version is %s, which is not the state required"
                      .formatted(name, VersionState.valueOf(state).title()))
              .with("state", state);
      case AliasMove.Outcome.NoPast _ ->
          throw new SteermeshException(
                  ErrorReason.ALIAS_WITHOUT_PAST,
                  name + " has no earlier version that is still there")
              .with("alias", name.toString());
      case AliasMove.Outcome.TooMany _ ->
          throw new SteermeshException(
                  ErrorReason.ALIASES_TOO_MANY,
                  name.vector() + " has 100 aliases, more are not allowed; remove one first")
              .with("vector", name.vector().toString());
    };
  }

  /** What happened to the aliases of a vector, or to one of them, newest first. */
  public PageRequest.Page<AliasChange> changes(
      PageRequest page, VectorName vector, Optional<String> alias) {
    return store.changes(page, catalog.get(vector).id(), alias);
  }

  private static SteermeshException moved(AliasName name, String digest) {
    String now = digest.isEmpty() ? "" : new VersionName(name.vector(), digest).toString();
    return new SteermeshException(
            ErrorReason.ALIAS_MOVED,
            now.isEmpty()
                ? name + " does not exist, but a version of it was expected"
                : name + " is at " + now + ", not where it was expected")
        .with("alias", name.toString())
        .with("version", now);
  }
}
