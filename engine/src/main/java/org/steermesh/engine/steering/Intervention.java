package org.steermesh.engine.steering;

/**
 * One change to the activations of one sequence.
 *
 * @param site where
 * @param positions which tokens
 * @param operation what
 * @param strength lambda; 0 leaves every bit as it was, negative suppresses
 */
public record Intervention(Site site, Positions positions, Operation operation, float strength) {}
