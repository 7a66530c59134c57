package org.steermesh.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisServerCommands;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.util.List;
import java.util.function.Supplier;

/**
 * A connection in use: the same commands, whether one server stands behind it or a cluster.
 *
 * @param connection what carries them
 * @param commands return with their answer
 * @param async return before it
 * @param own the server that keeps the service's keys
 * @param others those of a cluster that keep other keys, and may come to keep these
 */
record RedisLink(
    StatefulConnection<String, byte[]> connection,
    RedisClusterCommands<String, byte[]> commands,
    RedisClusterAsyncCommands<String, byte[]> async,
    Supplier<RedisServerCommands<String, byte[]>> own,
    Supplier<List<Other>> others) {

  /**
   * Another node of the cluster.
   *
   * @param address for people
   * @param commands connects when called, if need be
   */
  record Other(String address, Supplier<RedisServerCommands<String, byte[]>> commands) {}

  /** To one server; with sentinels, to the one that is master now. */
  static RedisLink of(StatefulRedisConnection<String, byte[]> connection) {
    return new RedisLink(
        connection, connection.sync(), connection.async(), connection::sync, List::of);
  }

  /** To a cluster, where a service keeps what it has under one hash tag. */
  static RedisLink of(
      StatefulRedisClusterConnection<String, byte[]> connection, RedisKeyspace keyspace) {
    int slot = SlotHash.getSlot(keyspace.probe());
    return new RedisLink(
        connection,
        connection.sync(),
        connection.async(),
        () -> {
          RedisClusterNode node = connection.getPartitions().getPartitionBySlot(slot);
          if (node == null) {
            throw new RedisException("no node of the cluster serves slot " + slot);
          }
          return commands(connection, node);
        },
        () ->
            connection.getPartitions().stream()
                .filter(node -> isServing(node) && !node.hasSlot(slot))
                .map(node -> new Other(address(node), () -> commands(connection, node)))
                .toList());
  }

  private static RedisServerCommands<String, byte[]> commands(
      StatefulRedisClusterConnection<String, byte[]> connection, RedisClusterNode node) {
    return connection.getConnection(node.getNodeId()).sync();
  }

  private static String address(RedisClusterNode node) {
    return node.getUri().getHost() + ":" + node.getUri().getPort();
  }

  /** Not one that failed: another has taken its slots, or nobody can use them. */
  private static boolean isServing(RedisClusterNode node) {
    return node.is(RedisClusterNode.NodeFlag.UPSTREAM)
        && !node.is(RedisClusterNode.NodeFlag.FAIL)
        && !node.is(RedisClusterNode.NodeFlag.EVENTUAL_FAIL);
  }
}
