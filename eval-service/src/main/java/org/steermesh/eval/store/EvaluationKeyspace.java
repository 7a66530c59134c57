package org.steermesh.eval.store;

import jakarta.inject.Singleton;
import org.steermesh.redis.RedisKeyspace;

/** Where evaluations lie in Redis. */
@Singleton
class EvaluationKeyspace implements RedisKeyspace {

  /** One hash tag: a script that changes an evaluation and its index needs both in one slot. */
  static final String PREFIX = "{evaluations}:";

  @Override
  public String prefix() {
    return PREFIX;
  }
}
