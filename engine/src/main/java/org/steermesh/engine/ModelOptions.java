package org.steermesh.engine;

/**
 * How a model is opened.
 *
 * @param name the name people use; empty takes the folder's
 * @param threads intra-op threads of one call; 0 takes the number of cores
 * @param maxBatchTokens most tokens of one padded batch
 */
public record ModelOptions(String name, int threads, int maxBatchTokens) {

  /** The folder's name, all cores, 4096 tokens a batch. */
  public static final ModelOptions DEFAULT = new ModelOptions("", 0, 4096);
}
