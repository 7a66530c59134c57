package org.steermesh.redis;

import io.lettuce.core.RedisException;

/** A Redis that answers, but must not be worked with as it is; says which and why. */
final class RedisRefused extends RedisException {

  private static final long serialVersionUID = 1;

  RedisRefused(String message) {
    super(message);
  }
}
