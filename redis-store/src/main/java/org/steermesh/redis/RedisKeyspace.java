package org.steermesh.redis;

/** Where a service keeps everything: under one hash tag, and so on one node of a cluster. */
public interface RedisKeyspace {

  /** What each of its keys begins with, the hash tag in braces among it. */
  String prefix();

  /** A key on the same node, under which nothing is ever kept: to look whether that answers. */
  default String probe() {
    return prefix() + "probe";
  }
}
