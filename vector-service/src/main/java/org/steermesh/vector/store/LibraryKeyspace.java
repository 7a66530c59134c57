package org.steermesh.vector.store;

import jakarta.inject.Singleton;
import org.steermesh.redis.RedisKeyspace;

/** Where the library lies in Redis. */
@Singleton
class LibraryKeyspace implements RedisKeyspace {

  @Override
  public String prefix() {
    return Keys.TAG;
  }
}
