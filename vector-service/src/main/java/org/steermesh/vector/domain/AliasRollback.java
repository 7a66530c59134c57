package org.steermesh.vector.domain;

import java.time.Instant;

/**
 * A wish to move an alias back.
 *
 * @param vectorId whose alias
 * @param alias which
 * @param expectation where it must be now
 * @param actor who wishes it, may be empty
 * @param time when
 */
public record AliasRollback(
    String vectorId, String alias, AliasMove.Expectation expectation, String actor, Instant time) {}
