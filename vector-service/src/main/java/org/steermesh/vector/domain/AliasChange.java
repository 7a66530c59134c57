package org.steermesh.vector.domain;

import java.time.Instant;

/**
 * What happened to an alias once.
 *
 * @param alias which
 * @param from digest that it named before; empty: it did not exist
 * @param to digest that it named after; empty: it was removed
 * @param time when
 * @param actor who said so; may be empty
 * @param rollback whether it went back
 */
public record AliasChange(
    String alias, String from, String to, Instant time, String actor, boolean rollback) {}
