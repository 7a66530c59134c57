package org.steermesh.engine.training;

/** An endless source of training batches. */
@FunctionalInterface
public interface TokenBatches {

  /** The next batch. */
  TokenBatch next();
}
