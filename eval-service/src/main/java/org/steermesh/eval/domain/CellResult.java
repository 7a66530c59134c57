package org.steermesh.eval.domain;

import java.util.Optional;

/**
 * What was measured in one cell.
 *
 * @param cell the steering configuration
 * @param score how strongly the behaviour shows
 * @param second how strongly the second behaviour of a composition shows; empty elsewhere
 * @param perplexity on the neutral texts; empty when none were declared
 * @param largestRelativeDose the largest norm of a change over the norm of the activation it
 *     changed, over all items and texts; 0 when unsteered
 */
public record CellResult(
    Cell cell,
    BehaviourScore score,
    Optional<BehaviourScore> second,
    Optional<Perplexity> perplexity,
    double largestRelativeDose) {}
