package org.steermesh.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.cli.mesh.EmbeddedRedis;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

final class RedisConnectionTest {

  private static final String USER = "steermesh";
  private static final String PASSWORD = "p:w/d";
  private static final String PASSWORD_IN_URL = "p%3Aw%2Fd";

  @TempDir static Path directory;
  private static EmbeddedRedis server;
  private static String address;
  private final List<RedisConnection> opened = new ArrayList<>();

  /** Only the user of these tests may enter from here on. */
  @BeforeAll
  static void startRedisWithAnAclUser() {
    server = EmbeddedRedis.start(directory);
    address = "127.0.0.1:" + server.port();
    RedisConnection open = new RedisConnection(Settings.of(server.url()), Settings.KEYS);
    Redis redis = new Redis(open);
    redis.run(commands ->
        commands.aclSetuser(
            USER, AclSetuserArgs.Builder.on().addPassword(PASSWORD).allKeys().allCommands()));
    redis.run(commands -> commands.aclSetuser("default", AclSetuserArgs.Builder.off()));
    open.close();
  }

  @AfterAll
  static void stopRedis() {
    server.close();
  }

  @AfterEach
  void close() {
    opened.forEach(RedisConnection::close);
  }

  @Test
  void userAndPasswordMayStandInTheUrl() {
    assertThat(whoAmI(Settings.of("redis://" + USER + ":" + PASSWORD_IN_URL + "@" + address)))
        .isEqualTo(USER);
  }

  @Test
  void userAndPasswordMayBeSettingsOfTheirOwn() {
    assertThat(whoAmI(Settings.of(server.url()).as(USER, PASSWORD))).isEqualTo(USER);
  }

  @Test
  void aWrongPasswordEndsTheStartWithASentenceThatDoesNotTellIt() {
    RedisStart start = start(Settings.of(server.url()).as(USER, "not-the-password"));

    assertThatThrownBy(start::look)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(address)
        .hasMessageContaining("WRONGPASS")
        .hasMessageContaining("steermesh.redis.password")
        .hasMessageNotContaining("not-the-password");
  }

  @Test
  void noPasswordWhereOneIsNeededEndsTheStart() {
    RedisStart start = start(Settings.of(server.url()));

    assertThatThrownBy(start::look)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("steermesh.redis.user");
  }

  @Test
  void aUrlThatIsNoneEndsTheStartAndIsNotRepeated() {
    RedisStart start = start(Settings.of("http://secret@nowhere"));

    assertThatThrownBy(start::look)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("redis://HOST:PORT")
        .hasMessageNotContaining("secret");
  }

  @Test
  void sentinelsWithoutTheNameOfTheirMasterEndTheStart() {
    assertThatThrownBy(start(Settings.of("redis-sentinel://" + address))::look)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("#MASTER");
    assertThatThrownBy(
            start(Settings.of("redis-sentinel://" + address + "#steermesh").asCluster())::look)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("steermesh.redis.cluster");
    assertThatThrownBy(start(Settings.of("//" + address).asCluster())::look)
        .as("a URL without a scheme")
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("redis://HOST:PORT,HOST:PORT");
  }

  @Test
  void aMissingCertificateEndsTheStart() {
    RedisStart start =
        start(Settings.of("rediss://" + address).trusting(Path.of("/no/such/file.pem")));

    assertThatThrownBy(start::look)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("/no/such/file.pem");
  }

  @Test
  void aRedisThatIsAwayIsWaitedForAndCommandsSayWhenToRetry() {
    RedisConnection nowhere = connection(Settings.of("redis://127.0.0.1:1"));
    new RedisStart(nowhere).look();

    assertThatThrownBy(() -> new Redis(nowhere).run(RedisClusterCommands::ping))
        .isInstanceOfSatisfying(
            SteermeshException.class,
            error -> {
              assertThat(error.reason()).isEqualTo(ErrorReason.DEPENDENCY_UNAVAILABLE);
              assertThat(error.retryDelay()).isPositive();
            });
  }

  @Test
  void whatIsLargeMayTakeLonger() {
    Settings settings = Settings.of(server.url()).as(USER, PASSWORD);
    RedisConnection connection = connection(settings);

    assertThat(timeout(connection.questions())).isEqualTo(settings.timeout());
    assertThat(timeout(connection.payloads())).isEqualTo(settings.payloadTimeout());
  }

  private static Duration timeout(RedisLane lane) {
    return lane.use(link -> link.connection().getTimeout());
  }

  private String whoAmI(Settings settings) {
    return new Redis(connection(settings)).run(RedisClusterCommands::aclWhoami);
  }

  private RedisStart start(Settings settings) {
    return new RedisStart(connection(settings));
  }

  private RedisConnection connection(Settings settings) {
    RedisConnection connection = new RedisConnection(settings, Settings.KEYS);
    opened.add(connection);
    return connection;
  }
}
