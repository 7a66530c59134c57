package org.steermesh.vector.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A wish to move an alias back.
 *
 * @param vectorId whose alias
 * @param alias which
 * @param expectation where it must be now
 * @param required the state that the version must be in that it goes back to; null for any
 * @param actor who wishes it, may be empty
 * @param time when
 */
public record AliasRollback(
    String vectorId,
    String alias,
    AliasMove.Expectation expectation,
    @Nullable VersionState required,
    String actor,
    Instant time) {}
