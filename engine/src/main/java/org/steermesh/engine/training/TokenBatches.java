package org.steermesh.engine.training;

/** An endless source of training batches. */
@FunctionalInterface
public interface TokenBatches {

  /** The next batch: rows of T+1 token ids, row-major; token t+1 is the target of token t. */
  int[] next();
}
