package org.steermesh.vector.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steermesh.cli.mesh.EmbeddedRedis;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.PageRequest;
import org.steermesh.contract.SteermeshException;
import org.steermesh.vector.domain.AliasChange;
import org.steermesh.vector.domain.AliasMove;
import org.steermesh.vector.domain.AliasRollback;
import org.steermesh.vector.domain.BuildOperation;
import org.steermesh.vector.domain.Dataset;
import org.steermesh.vector.domain.OperationStore;
import org.steermesh.vector.domain.Version;
import org.steermesh.vector.domain.task.ItemStore;
import org.steermesh.vector.store.Stores;

/**
 * What is left of the library after each kind of misfortune: all that was acknowledged, nothing
 * half. Each drill is done once; {@code -Dlibrary.drills=20} times by command.
 */
final class FaultDrillTest {

  private static final int TIMES = Integer.getInteger("library.drills", 1);
  private static final int WRITERS = 3;
  private static final int SOME = 30;
  private static final Duration PATIENT = Duration.ofSeconds(10);
  private static final Duration IMPATIENT = Duration.ofMillis(500);
  private static final Duration LEASE = Duration.ofSeconds(2);
  private static final long HOUR_MS = Duration.ofHours(1).toMillis();

  /** How long Redis may put off a write while an fsync of {@code everysec} takes too long. */
  private static final Duration WINDOW = Duration.ofSeconds(2);

  @TempDir Path directory;
  private EmbeddedRedis server;
  private Stores stores;

  @BeforeEach
  void start() {
    server = EmbeddedRedis.start(directory);
    stores = Stores.at(server.url(), PATIENT, Map.of());
  }

  @AfterEach
  void stop() {
    stores.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"always", "everysec"})
  void aKilledRedisKeepsWhatWasAcknowledged(String fsync) {
    for (int i = 0; i < TIMES; i++) {
      set("appendfsync", fsync);
      Writers writers = new Writers(stores, WRITERS);
      long window;
      long over;
      try (writers) {
        writers.awaitProgress(SOME);
        window = System.nanoTime() - WINDOW.toNanos();
        server.kill();
        writers.awaitRefusal();
        server.restart();
        // Redis acknowledges until it is dead, and a writer may note late what it was told.
        over = System.nanoTime();
        writers.awaitProgress(SOME);
      }
      List<String> kept =
          fsync.equals("always")
              ? writers.acknowledged()
              : writers.acknowledgedOutside(window, over);
      assertThat(LibraryWalk.whole(stores)).containsAll(kept);
    }
  }

  @Test
  void aCutNetworkLosesNothingAndIsFoundAgain() throws Exception {
    try (Wire wire = new Wire(server.port());
        Stores remote = Stores.at(wire.url(), IMPATIENT, Map.of())) {
      for (int i = 0; i < TIMES; i++) {
        Writers writers = new Writers(remote, WRITERS);
        try (writers) {
          for (Wire.State misfortune : Wire.State.values()) {
            writers.awaitProgress(SOME);
            wire.become(misfortune);
            if (misfortune != Wire.State.WHOLE) {
              writers.awaitRefusal();
            }
            wire.become(Wire.State.WHOLE);
          }
          writers.awaitProgress(SOME);
        }
        assertThat(LibraryWalk.whole(stores)).containsAll(writers.acknowledged());
      }
    }
  }

  @Test
  void aRollbackWhoseAnswerIsLostIsNotDoneTwice() throws Exception {
    // Redis learns the script from the first, so that the second is asked once.
    for (String id : List.of("before", "once")) {
      moveThrough(id, "a", "b", "c");
    }
    assertThat(rollback(stores, "before")).isInstanceOf(AliasMove.Outcome.Moved.class);
    try (Wire wire = new Wire(server.port());
        Stores remote = Stores.at(wire.url(), PATIENT, Map.of())) {
      assertThat(remote.vectors().find("once")).isPresent();
      wire.become(Wire.State.DEAF);
      CompletableFuture<AliasMove.Outcome> rollback =
          CompletableFuture.supplyAsync(() -> rollback(remote, "once"));
      RedisFleet.await("it was done", () -> live().equals(Versions.digest("b")));
      wire.become(Wire.State.CUT);
      assertThatThrownBy(rollback::join)
          .hasMessageContaining("whether it was done is not known")
          .cause()
          .isInstanceOfSatisfying(
              SteermeshException.class, error -> assertThat(error.retryDelay()).isNull());
      wire.become(Wire.State.WHOLE);
      RedisFleet.await("Redis is back", () -> isBack(remote));
      assertThat(live()).isEqualTo(Versions.digest("b"));
    }
    assertThat(
            stores.aliases().changes(new PageRequest(9, "", ""), "once", Optional.empty()).items())
        .filteredOn(AliasChange::rollback)
        .hasSize(1);
  }

  private void moveThrough(String id, String... digests) {
    AliasMove.Expectation anywhere = new AliasMove.Expectation.Anywhere();
    for (String digest : digests) {
      Versions.put(stores.vectors(), id, digest);
      stores
          .aliases()
          .move(
              new AliasMove(
                  id, "live", Versions.digest(digest), anywhere, null, "", Instant.now()));
    }
  }

  private static AliasMove.Outcome rollback(Stores from, String id) {
    AliasMove.Expectation anywhere = new AliasMove.Expectation.Anywhere();
    return from.aliases()
        .rollback(new AliasRollback(id, "live", anywhere, null, "", Instant.now()));
  }

  private static boolean isBack(Stores remote) {
    try {
      return remote.vectors().find("once").isPresent();
    } catch (SteermeshException e) {
      return false;
    }
  }

  private String live() {
    return stores.vectors().findAlias("once", "live").orElse("");
  }

  @Test
  void aFullMemoryRefusesWritesInWordsAndGoesOnReading() {
    for (int i = 0; i < TIMES; i++) {
      String id = "full-" + i;
      Version kept = Versions.put(stores.vectors(), id, "aa");
      Writers writers = new Writers(stores, WRITERS);
      try (writers) {
        writers.awaitProgress(SOME);
        set("maxmemory", "1mb");
        writers.awaitRefusal();
        assertThat(stores.vectors().readSite(kept, 0)).isPresent();
        assertThatThrownBy(() -> Versions.put(stores.vectors(), id, "bb"))
            .isInstanceOfSatisfying(
                SteermeshException.class,
                error -> {
                  assertThat(error.reason()).isEqualTo(ErrorReason.DEPENDENCY_UNAVAILABLE);
                  assertThat(error.message()).contains("OOM").contains("maxmemory");
                });
        set("maxmemory", "0");
        writers.awaitProgress(SOME);
      }
      assertThat(LibraryWalk.whole(stores)).containsAll(writers.acknowledged());
    }
  }

  /** Redis keeps the time of day at which a lease ends: now an hour too late. */
  @Test
  void aClockThatIsSetBackAnHourDoesNotMakeALeaseLonger() {
    for (int i = 0; i < TIMES; i++) {
      BuildOperation operation = claimedBy("dead", "back-" + i);
      leaseEndsIn(operation, HOUR_MS + LEASE.toMillis());
      RedisFleet.await(
          "somebody else has the build",
          () -> stores.operations().claim("alive", LEASE).isPresent());
      assertThat(finish(operation, "dead")).isFalse();
      assertThat(finish(operation, "alive")).isTrue();
    }
  }

  /** Every lease ends at once, and what is staged is forgotten. */
  @Test
  void aClockThatJumpsAheadAnHourFencesTheOldOwnerAndLeavesNothingHalf() {
    for (int i = 0; i < TIMES; i++) {
      BuildOperation operation = claimedBy("old", "ahead-" + i);
      leaseEndsIn(operation, 0);
      assertThat(stores.operations().claim("new", LEASE)).isPresent();
      assertThat(stores.operations().renew(operation.id(), "old", LEASE, 1))
          .isEqualTo(OperationStore.Renewal.LOST);
      assertThat(finish(operation, "old")).isFalse();
      assertThat(finish(operation, "new")).isTrue();
    }
    // The first block is forgotten before the second comes.
    assertThatThrownBy(() ->
            new Versions.Sparse("ahead", "ab", 4096, 40)
                .put(stores.vectors(), this::forgetWhatIsStaged))
        .isInstanceOfSatisfying(
            SteermeshException.class,
            error -> assertThat(error.reason()).isEqualTo(ErrorReason.DEPENDENCY_UNAVAILABLE))
        .hasMessageContaining("begin again");
    assertThat(stores.vectors().find("ahead")).isEmpty();
    assertThat(stores.vectors().findVersion("ahead", Versions.digest("ab"))).isEmpty();
    Versions.putSparse(stores.vectors(), "ahead", "ab", 4096, 40);
    assertThat(LibraryWalk.whole(stores)).hasSize(1);
  }

  @Test
  void aBuildOfALaterServiceIsLeftToItAndTheOthersGoOn() {
    for (String id : List.of("later", "own")) {
      assertThat(stores.operations().create(StoreRoundTrip.operation(id), 64)).isTrue();
    }
    String key = "{steermesh-vector}:operation:later";
    redis(redis ->
        redis.hset(
            key, "record", redis.hget(key, "record").replace("\"format\":1,", "\"format\":99,")));

    assertThat(stores.operations().claim("me", LEASE)).map(BuildOperation::id).contains("own");
    assertThat(stores.operations().claim("me", LEASE)).isEmpty();
    String leases = redis(redis -> String.join(",", redis.keys("*:lease:*")));
    assertThat(leases).isEqualTo("{steermesh-vector}:lease:own");
  }

  @Test
  void aBuildThatCannotBeReadHidesNoOther() {
    for (String id : List.of("broken", "later", "whole")) {
      assertThat(stores.operations().create(StoreRoundTrip.operation(id), 64)).isTrue();
    }
    redis(redis -> redis.hset("{steermesh-vector}:operation:broken", "record", "{}"));
    String later = "{steermesh-vector}:operation:later";
    redis(redis ->
        redis.hset(
            later,
            "record",
            redis.hget(later, "record").replace("\"format\":1,", "\"format\":99,")));

    for (int i = 0; i < 2; i++) {
      assertThat(stores.operations().list(new PageRequest(10, "", "")).items())
          .extracting(BuildOperation::id)
          .containsExactly("whole");
    }
    assertThatThrownBy(() -> stores.operations().find("later"))
        .isInstanceOf(SteermeshException.class);
    Long kept = redis(redis -> redis.zcard("{steermesh-vector}:operations"));
    assertThat(kept).as("names in the index").isEqualTo(3);
  }

  @Test
  void whatWasStoredIsNoFailureBecauseRedisGoesAwayRightAfter() {
    Dataset dataset = StoreRoundTrip.datasetOf("kept", 1);
    try (ItemStore.Staged taken = stores.items().stage();
        ItemStore.Staged left = stores.items().stage()) {
      for (ItemStore.Staged staged : List.of(taken, left)) {
        staged.add(List.of(StoreRoundTrip.ITEM), StoreRoundTrip.index());
      }
      assertThat(taken.putIfAbsent(dataset)).isEqualTo(dataset);
      server.kill();
    }
  }

  private void forgetWhatIsStaged() {
    redis(redis -> redis.del(redis.keys("*:staged:*").toArray(String[]::new)));
  }

  private BuildOperation claimedBy(String owner, String id) {
    BuildOperation operation = StoreRoundTrip.operation(id);
    assertThat(stores.operations().create(operation, 64)).isTrue();
    assertThat(stores.operations().claim(owner, LEASE)).isPresent();
    assertThat(stores.operations().claim("impatient", LEASE)).isEmpty();
    return operation;
  }

  private boolean finish(BuildOperation operation, String owner) {
    BuildOperation.Outcome outcome =
        new BuildOperation.Outcome.Failed(ErrorReason.VECTOR_ZERO, "no", Map.of(), List.of());
    return stores.operations().finish(operation.id(), owner, 1, outcome);
  }

  private void leaseEndsIn(BuildOperation operation, long ms) {
    boolean there = redis(redis -> redis.pexpire("{steermesh-vector}:lease:" + operation.id(), ms));
    assertThat(there).isTrue();
  }

  private void set(String name, String value) {
    String answer = redis(redis -> redis.configSet(name, value));
    assertThat(answer).isEqualTo("OK");
  }

  private <T> T redis(Function<RedisCommands<String, String>, T> commands) {
    try (RedisClient client = RedisClient.create(server.url());
        StatefulRedisConnection<String, String> connection = client.connect()) {
      return commands.apply(connection.sync());
    }
  }
}
