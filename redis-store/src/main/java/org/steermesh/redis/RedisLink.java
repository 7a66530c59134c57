package org.steermesh.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisServerCommands;
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
 * @param servers the settings of every server that keeps something
 */
record RedisLink(
    StatefulConnection<String, byte[]> connection,
    RedisClusterCommands<String, byte[]> commands,
    RedisClusterAsyncCommands<String, byte[]> async,
    Supplier<List<RedisServerCommands<String, byte[]>>> servers) {

  /** To one server; with sentinels, to the one that is master now. */
  static RedisLink of(StatefulRedisConnection<String, byte[]> connection) {
    return new RedisLink(
        connection, connection.sync(), connection.async(), () -> List.of(connection.sync()));
  }

  /** To a cluster. */
  static RedisLink of(StatefulRedisClusterConnection<String, byte[]> connection) {
    return new RedisLink(
        connection,
        connection.sync(),
        connection.async(),
        () ->
            connection.getPartitions().stream()
                .filter(RedisLink::isServing)
                .<RedisServerCommands<String, byte[]>>map(
                    node -> connection.getConnection(node.getNodeId()).sync())
                .toList());
  }

  /** Not one that failed: another has taken its slots, or nobody can use them. */
  private static boolean isServing(RedisClusterNode node) {
    return node.is(RedisClusterNode.NodeFlag.UPSTREAM)
        && !node.is(RedisClusterNode.NodeFlag.FAIL)
        && !node.is(RedisClusterNode.NodeFlag.EVENTUAL_FAIL);
  }
}
