package org.steermesh.cli.stage;

/**
 * A stage that is done.
 *
 * @param name what was done
 * @param seconds how long it took
 */
public record Stage(String name, double seconds) {}
