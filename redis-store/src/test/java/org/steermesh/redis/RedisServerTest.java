package org.steermesh.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.cli.mesh.EmbeddedRedis;

/** What a service finds when it looks at a Redis that would lose vectors. */
final class RedisServerTest {

  @TempDir Path directory;
  private EmbeddedRedis server;
  private RedisConnection connection;

  @BeforeEach
  void startRedis() {
    server = EmbeddedRedis.start(directory);
    connection = new RedisConnection(Settings.of(server.url()));
  }

  @AfterEach
  void stopRedis() {
    connection.close();
    server.close();
  }

  @Test
  void aRedisThatKeepsWhatItIsGivenIsTakenWithoutAWord() {
    RedisServer found = ask();

    assertThat(found.version()).startsWith("7.");
    assertThat(found.refusal(Settings.of(server.url()))).isEmpty();
    assertThat(found.warnings()).isEmpty();
  }

  @Test
  void aRedisThatMayDropAnyKeyEndsTheStartUnlessThatIsAllowed() {
    set(Map.of("maxmemory", "100mb", "maxmemory-policy", "allkeys-lru"));
    Settings settings = Settings.of(server.url());

    assertThatThrownBy(() -> new RedisStart(connection, settings).look())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("allkeys-lru")
        .hasMessageContaining("steermesh.redis.allow-eviction");
    new RedisStart(connection, settings.allowingEviction()).look();
    assertThat(ask().warnings()).hasSize(1);
    set(Map.of("maxmemory-policy", "volatile-lru"));
    new RedisStart(connection, settings).look();
  }

  @Test
  void aRedisWithoutPersistenceIsTakenWithALoudWarning() {
    set(Map.of("appendonly", "no"));

    assertThat(ask().refusal(Settings.of(server.url()))).isEmpty();
    assertThat(ask().warnings()).singleElement().asString().contains("KEEPS NOTHING");
    set(Map.of("save", "60 1"));
    assertThat(ask().warnings()).singleElement().asString().contains("snapshots only");
  }

  @Test
  void aRedisThatIsTooOldIsRefused() {
    RedisServer old = new RedisServer("5.0.7", true, true, 0, "noeviction", false);
    RedisServer oldest = new RedisServer("6.2.0", true, true, 0, "noeviction", false);
    Settings settings = Settings.of(server.url());

    assertThat(old.refusal(settings.allowingEviction())).get().asString().contains("6.2");
    assertThat(oldest.refusal(settings)).isEmpty();
  }

  @Test
  void aNodeOfAClusterIsRefusedUnlessTheSettingsSaySoAndTheOtherWayRound() {
    RedisServer node = new RedisServer("7.0.15", true, true, 0, "noeviction", true);
    Settings cluster = Settings.of(server.url()).asCluster();

    assertThat(node.refusal(Settings.of(server.url())))
        .get()
        .asString()
        .contains("steermesh.redis.cluster=true");
    assertThat(node.refusal(cluster)).isEmpty();
    RedisConnection wrong = new RedisConnection(cluster);
    assertThatThrownBy(() -> new RedisStart(wrong, cluster).look())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("no cluster");
    wrong.close();
  }

  private RedisServer ask() {
    return run(RedisServer::ask).orElseThrow();
  }

  private void set(Map<String, String> settings) {
    assertThat(Optional.of(run(commands -> commands.configSet(settings)))).contains("OK");
  }

  private <T> T run(Function<RedisClusterCommands<String, byte[]>, T> commands) {
    return connection.questions().use(link -> commands.apply(link.commands()));
  }
}
