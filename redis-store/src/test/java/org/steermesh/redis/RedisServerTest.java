package org.steermesh.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.api.sync.RedisServerCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.cli.mesh.EmbeddedRedis;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

/** What a service finds when it looks at a Redis that would lose vectors. */
final class RedisServerTest {

  private static final String KEY = "key";
  private static final Duration PAUSE = Duration.ofMillis(50);

  @TempDir Path directory;
  private EmbeddedRedis server;
  private RedisConnection connection;

  @BeforeEach
  void startRedis() {
    server = EmbeddedRedis.start(directory);
    connection = new RedisConnection(Settings.of(server.url()), Settings.KEYS);
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

    assertThatThrownBy(() -> start(settings))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("allkeys-lru")
        .hasMessageContaining("steermesh.redis.allow-eviction");
    start(settings.allowingEviction());
    assertThat(ask().warnings()).hasSize(1);
    set(Map.of("maxmemory-policy", "volatile-lru"));
    start(settings);
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
  void aServerThatMayNotBeAskedIsTakenWhateverItSaysToThat() {
    for (String said :
        List.of("NOPERM no", "ERR Unknown subcommand 'x'", "command is not allowed")) {
      assertThat(RedisServer.ask(refusing(said))).as(said).isEmpty();
    }
    for (String said : List.of("BUSY a script", "LOADING it", "NOAUTH needed", "WRONGPASS no")) {
      assertThatThrownBy(() -> RedisServer.ask(refusing(said)))
          .isInstanceOf(RedisCommandExecutionException.class)
          .hasMessage(said);
    }
  }

  /** As a server, or something in front of it, that refuses every command. */
  @SuppressWarnings("unchecked")
  private static RedisServerCommands<String, byte[]> refusing(String said) {
    return (RedisServerCommands<String, byte[]>)
        Proxy.newProxyInstance(
            RedisServerTest.class.getClassLoader(),
            new Class<?>[] {RedisServerCommands.class},
            (proxy, method, arguments) -> {
              throw new RedisCommandExecutionException(said);
            });
  }

  @Test
  void aNodeThatKeepsNothingOfTheServiceMayBeAwayButNotItsOwn() {
    connection
        .questions()
        .use(link -> {
          Supplier<RedisServerCommands<String, byte[]>> away =
              () -> {
                throw new RedisConnectionException("away");
              };
          look(link, link.own(), away);
          assertThatThrownBy(() -> look(link, away, link.own()))
              .isInstanceOf(RedisConnectionException.class);
          return link;
        });
  }

  private void look(
      RedisLink link,
      Supplier<RedisServerCommands<String, byte[]>> own,
      Supplier<RedisServerCommands<String, byte[]>> other) {
    Settings settings = Settings.of(server.url());
    new RedisCheck(settings, new RedisTarget(settings))
        .look(
            new RedisLink(
                link.connection(),
                link.commands(),
                link.async(),
                own,
                () -> List.of(new RedisLink.Other("127.0.0.1:1", other))));
  }

  @Test
  void aServiceIsReadyWhenItsOwnKeysCanBeRead() {
    assertThat(health(Settings.of(server.url())).getStatus()).isEqualTo(Status.UP);
    AclSetuserArgs narrow =
        AclSetuserArgs.Builder.on().addPassword(KEY).allCommands().keyPattern("elsewhere:*");
    assertThat(this.<String>run(commands -> commands.aclSetuser("narrow", narrow))).isEqualTo("OK");

    HealthCheckResponse health = health(Settings.of(server.url()).as("narrow", KEY));

    assertThat(health.getStatus()).isEqualTo(Status.DOWN);
    assertThat(String.valueOf(health.getData().orElseThrow().get("reason"))).contains("NOPERM");
  }

  private static HealthCheckResponse health(Settings settings) {
    RedisConnection fresh = new RedisConnection(settings, Settings.KEYS);
    try {
      return new RedisReadiness(new Redis(fresh), fresh).call();
    } finally {
      fresh.close();
    }
  }

  @Test
  void aServerThatDoesNotAnswerIsToldWithTheTimeItHad() {
    RedisConnection hasty =
        new RedisConnection(
            Settings.of(server.url()).within(Duration.ofMillis(500)), Settings.KEYS);
    Redis redis = new Redis(hasty);
    assertThat(redis.<Long>run(commands -> commands.exists(KEY))).isZero();
    assertThat(this.<String>run(commands -> commands.clientPause(Duration.ofMinutes(1).toMillis())))
        .isEqualTo("OK");

    assertThatThrownBy(() -> redis.each(List.of(KEY, KEY), (commands, key) -> commands.get(key)))
        .isInstanceOf(SteermeshException.class)
        .hasMessageContaining("no answer within 500 ms");
    hasty.close();
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
    assertThatThrownBy(() -> start(cluster))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("no cluster");
  }

  @Test
  void aRedisThatComesAfterTheServiceIsLookedAtBeforeAnythingIsWritten() throws Exception {
    RedisConnection early = new RedisConnection(Settings.of(server.url()), Settings.KEYS);
    server.kill();
    new RedisStart(early).look();
    server.restart();
    set(Map.of("maxmemory", "100mb", "maxmemory-policy", "allkeys-lru"));

    Redis redis = new Redis(early);
    assertThat(answerOnceItIsThere(redis))
        .contains("allkeys-lru")
        .contains("steermesh.redis.allow-eviction");
    assertThat(write(redis.forPayloads())).contains("allkeys-lru");
    assertThat(this.<Long>run(commands -> commands.exists(KEY))).isZero();

    set(Map.of("maxmemory-policy", "noeviction"));
    while (!write(redis).isEmpty()) {
      Thread.sleep(PAUSE);
    }
    assertThat(this.<Long>run(commands -> commands.exists(KEY))).isOne();
    early.close();
  }

  private static String answerOnceItIsThere(Redis redis) throws InterruptedException {
    String answer = write(redis);
    while (answer.startsWith("Redis is away")) {
      Thread.sleep(PAUSE);
      answer = write(redis);
    }
    return answer;
  }

  /** Why a write was refused; empty when it was not. */
  private static String write(Redis redis) {
    try {
      redis.run(commands -> commands.set(KEY, Redis.bytes("something")));
      return "";
    } catch (SteermeshException e) {
      assertThat(e.reason()).isEqualTo(ErrorReason.DEPENDENCY_UNAVAILABLE);
      return e.message();
    }
  }

  /** As a service does that finds the server as it is now. */
  private static void start(Settings settings) {
    RedisConnection fresh = new RedisConnection(settings, Settings.KEYS);
    try {
      new RedisStart(fresh).look();
    } finally {
      fresh.close();
    }
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
