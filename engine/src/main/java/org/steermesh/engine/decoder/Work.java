package org.steermesh.engine.decoder;

/**
 * Work that a decoder has done since it was loaded.
 *
 * @param tokens tokens run, each once however many sequences share it
 * @param blockTokens tokens times the blocks that each ran
 */
public record Work(long tokens, long blockTokens) {}
