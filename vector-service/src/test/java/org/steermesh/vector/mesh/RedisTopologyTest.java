package org.steermesh.vector.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.cli.mesh.Ports;
import org.steermesh.contract.SteermeshException;
import org.steermesh.vector.domain.Version;
import org.steermesh.vector.store.Stores;

/** The stores on what people run in production: a cluster, and a master that sentinels watch. */
final class RedisTopologyTest {

  private static final int SLOTS = 16_384;
  private static final int MEMBERS = 3;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @TempDir Path directory;
  private RedisFleet fleet;

  @BeforeEach
  void prepare() {
    fleet = new RedisFleet(directory);
  }

  @AfterEach
  void stop() {
    fleet.close();
  }

  @Test
  void everythingIsKeptOnAClusterOfThreeNodesAndReadWhileAnotherIsAway() throws Exception {
    List<Integer> nodes = cluster();
    String url = nodes.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    try (Stores stores =
        Stores.at("redis://" + url, TIMEOUT, Map.of("steermesh.redis.cluster", "true"))) {
      new StoreRoundTrip(stores, "on-a-cluster").run();
      Version version = Versions.put(stores.vectors(), "kept", "ab");

      assertThat(LibraryWalk.whole(stores)).containsExactly(LibraryWalk.name(version));
      assertThat(nodes.stream().filter(port -> fleet.admin(port).dbsize() > 0))
          .as("one hash tag, one slot, one node")
          .hasSize(1);

      fleet.kill(empty(nodes));
      try (Stores late =
          Stores.at("redis://" + url, TIMEOUT, Map.of("steermesh.redis.cluster", "true"))) {
        assertThat(LibraryWalk.whole(late)).containsExactly(LibraryWalk.name(version));
      }
    }
  }

  /** A node whose absence changes nothing. */
  private int empty(List<Integer> nodes) {
    return nodes.stream().filter(port -> fleet.admin(port).dbsize() == 0).findFirst().orElseThrow();
  }

  @Test
  void anotherMasterTakesOverWhenTheFirstIsKilled() throws Exception {
    int master = fleet.server("save \"\"", "appendonly yes");
    int replica = fleet.server("save \"\"", "replicaof 127.0.0.1 " + master);
    List<Integer> sentinels = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      sentinels.add(
          fleet.sentinel(
              "sentinel monitor steermesh 127.0.0.1 " + master + " 2",
              "sentinel down-after-milliseconds steermesh 1000",
              "sentinel failover-timeout steermesh 5000"));
    }
    RedisFleet.await(
        "the sentinels know each other and the replica",
        () ->
            sentinels.stream()
                .allMatch(
                    port -> fleet.admin(port).info("sentinel").contains("slaves=1,sentinels=3")));
    String url =
        sentinels.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    try (Stores stores = Stores.at("redis-sentinel://" + url + "#steermesh", TIMEOUT, Map.of())) {
      new StoreRoundTrip(stores, "before").run();
      Version before = Versions.put(stores.vectors(), "kept", "ab");
      assertThat(fleet.admin(master).waitForReplication(1, TIMEOUT.toMillis())).isEqualTo(1);

      fleet.kill(master);
      RedisFleet.await(
          "the replica is master",
          () -> fleet.admin(replica).info("replication").contains("role:master"));

      Version after = eventually(() -> Versions.put(stores.vectors(), "kept", "cd"));
      assertThat(LibraryWalk.whole(stores))
          .containsExactlyInAnyOrder(LibraryWalk.name(before), LibraryWalk.name(after));
      new StoreRoundTrip(stores, "after").run();
    }
  }

  /** What a call gives once the new master is found; until then it says that Redis is away. */
  private static <T> T eventually(Supplier<T> call) {
    List<T> given = new ArrayList<>();
    RedisFleet.await(
        "the stores found the new master",
        () -> {
          try {
            return given.add(call.get());
          } catch (SteermeshException e) {
            return false;
          }
        });
    return given.getFirst();
  }

  private List<Integer> cluster() throws IOException {
    List<Integer> nodes = new ArrayList<>();
    List<Integer> buses = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      int bus = Ports.free();
      buses.add(bus);
      nodes.add(
          fleet.server(
              "save \"\"",
              "appendonly yes",
              "cluster-enabled yes",
              "cluster-node-timeout 5000",
              "cluster-require-full-coverage no",
              "cluster-port " + bus));
    }
    for (int i = 0; i < MEMBERS; i++) {
      RedisCommands<String, String> node = fleet.admin(nodes.get(i));
      int first = i * SLOTS / MEMBERS;
      int end = (i + 1) * SLOTS / MEMBERS;
      assertThat(node.clusterAddSlots(IntStream.range(first, end).toArray())).isEqualTo("OK");
      if (i > 0) {
        meet(node, nodes.getFirst(), buses.getFirst());
      }
    }
    RedisFleet.await(
        "every node sees the whole cluster",
        () ->
            nodes.stream()
                .map(port -> fleet.admin(port).clusterInfo())
                .allMatch(info ->
                    info.contains("cluster_state:ok")
                        && info.contains("cluster_known_nodes:" + MEMBERS)));
    return nodes;
  }

  /** With the port of the bus, which is not the usual one. */
  private static void meet(RedisCommands<String, String> node, int port, int bus) {
    String answer =
        node.dispatch(
            CommandType.CLUSTER,
            new StatusOutput<>(StringCodec.UTF8),
            new CommandArgs<>(StringCodec.UTF8).add("MEET").add("127.0.0.1").add(port).add(bus));
    assertThat(answer).isEqualTo("OK");
  }
}
