package org.steermesh.eval.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.cli.mesh.EmbeddedRedis;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.PageRequest;
import org.steermesh.contract.SteermeshException;
import org.steermesh.eval.domain.Declaration;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.Evaluation.Failure;
import org.steermesh.eval.domain.Evaluation.State;
import org.steermesh.eval.domain.EvaluationStore.Claim;
import org.steermesh.eval.domain.EvaluationStore.Creation;
import org.steermesh.eval.domain.EvaluationStore.Deletion;
import org.steermesh.eval.domain.EvaluationStore.Renewal;
import org.steermesh.eval.domain.Experiments;
import org.steermesh.eval.v1.ListEvaluationsRequest;
import org.steermesh.redis.Redis;
import org.steermesh.redis.RedisConfig;
import org.steermesh.redis.RedisConnection;

final class RedisEvaluationStoreTest {

  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final String DECLARED =
      """
      {"description":"","steering":{"model":"models/demo",\
      "vector":"vectors/sycophancy/versions/%s",\
      "sites":[{"block":3,"target":"RESIDUAL"}],\
      "strengths":[-2.0,-1.0,-0.5,0.0,0.5,1.0,2.0],\
      "positions":{"rule":"FROM_LAST_OF_PROMPT","marker":"","indices":[],"excludedTokenIds":[]}},\
      "items":{"dataset":"datasets/sycophancy-test","first":0,"count":40,\
      "layout":{"rendering":"PLAIN","template":"{question}","answerPrefix":"("}},\
      "neutralTexts":["The tram stops near the old mill.","Rain fell on the harbour all day."],\
      "analysis":{"bootstrap":{"resamples":500,"seed":7,"confidence":0.95},\
      "perplexityRatioLimit":1.5,"itemScoresGiven":false}}\
      """
          .formatted("0123456789abcdef".repeat(4));
  private static final String SUBJECT =
      """
      {"behaviour":"sycophancy","model":{"weightsDigest":"%s","tokenizerDigest":"%s",\
      "templateDigest":""},"datasetDigest":"%s","itemCount":40,"codeVersion":"0.1.0"}\
      """
          .formatted("aa11".repeat(16), "bb22".repeat(16), "cc33".repeat(16));
  private static final Duration SHORT_LEASE = Duration.ofMillis(50);

  @TempDir static Path directory;
  private static EmbeddedRedis server;
  private static RedisConnection connection;
  private static Redis redis;
  private RedisEvaluationStore store;

  @BeforeAll
  static void startRedis() {
    server = EmbeddedRedis.start(directory);
    connection = connection(server.url());
    redis = new Redis(connection);
  }

  @AfterAll
  static void stopRedis() {
    connection.close();
    server.close();
  }

  @BeforeEach
  void emptyStore() {
    redis.run(commands -> commands.flushall());
    store = new RedisEvaluationStore(redis, Clock.systemUTC());
  }

  @Test
  void whatIsComparedAndComposedComesBackToo() {
    List.of(Experiments.compared("sycophancy"), Experiments.composed("sycophancy", "refusal"))
        .forEach(evaluation -> {
          String id = evaluation.id() + evaluation.results().cells().size();
          Claim claim = created(id, evaluation);
          for (int i = 0; i < evaluation.results().cells().size(); i++) {
            store.addCell(claim, i, evaluation.results().cells().get(i));
          }
          store.finish(claim, State.SUCCEEDED, Optional.empty());

          Evaluation found = store.find(id).orElseThrow();
          assertThat(found.declaration()).isEqualTo(evaluation.declaration());
          assertThat(found.subject()).isEqualTo(evaluation.subject());
          assertThat(found.results()).isEqualTo(evaluation.results());
        });
  }

  /** Evaluations were kept in this form before there was anything but sweeps. */
  @Test
  void anEvaluationOfBeforeComparisonsLoadsAndIsEqualToItself() {
    Evaluation evaluation = Experiments.finished("sycophancy", 3);
    store.create("old", evaluation.declaration(), evaluation.subject(), 9);
    redis.run(commands ->
        commands.hset(
            "{evaluations}:head:old",
            Map.of("declaration", DECLARED.getBytes(UTF_8), "subject", SUBJECT.getBytes(UTF_8))));
    Claim claim = store.claim(LEASE).orElseThrow();
    store.addCell(claim, 0, evaluation.results().cells().getFirst());

    Evaluation found = store.find("old").orElseThrow();

    assertThat(found.declaration()).isEqualTo(evaluation.declaration());
    assertThat(found.subject()).isEqualTo(evaluation.subject());
    assertThat(found.results().cells()).containsExactly(evaluation.results().cells().getFirst());
    assertThat(store.create("old", evaluation.declaration(), evaluation.subject(), 9))
        .isEqualTo(Creation.SAME);
  }

  /** So that evaluations of before there were gates are equal to themselves, and load. */
  @Test
  void anArmWithoutAGateIsKeptAsItWasBeforeThereWereAny() {
    Evaluation compared = Experiments.compared("sycophancy");
    Evaluation composed = Experiments.composed("sycophancy", "refusal");
    store.create("arms", compared.declaration(), compared.subject(), 9);
    store.create("both", composed.declaration(), composed.subject(), 9);

    assertThat(declared("arms")).contains("\"tau 0.5\"").doesNotContain("gate");
    assertThat(declared("both").split("gate", -1)).hasSize(2);
    assertThat(store.find("arms").orElseThrow().declaration()).isEqualTo(compared.declaration());
  }

  private static String declared(String id) {
    return new String(
        redis.run(commands -> commands.hget("{evaluations}:head:" + id, "declaration")), UTF_8);
  }

  @Test
  void everyBitOfAnEvaluationComesBack() {
    Evaluation evaluation = Experiments.finished("sycophancy", 2, 3);
    Claim claim = created("one", evaluation);
    for (int i = 0; i < evaluation.results().cells().size(); i++) {
      assertThat(store.addCell(claim, i, evaluation.results().cells().get(i))).isTrue();
    }
    assertThat(store.finish(claim, State.SUCCEEDED, Optional.empty())).isTrue();

    Evaluation found = store.find("one").orElseThrow();

    assertThat(found.declaration()).isEqualTo(evaluation.declaration());
    assertThat(found.subject()).isEqualTo(evaluation.subject());
    assertThat(found.results()).isEqualTo(evaluation.results());
    assertThat(found.progress().state()).isEqualTo(State.SUCCEEDED);
    assertThat(found.progress().endTime()).isPresent();
  }

  @Test
  void creatingTheSameTwiceIsCreatingItOnce() {
    Evaluation evaluation = Experiments.queued("sycophancy");

    assertThat(create("one", evaluation)).isEqualTo(Creation.CREATED);
    assertThat(create("one", evaluation)).isEqualTo(Creation.SAME);
    assertThat(create("one", Experiments.queued("refusal"))).isEqualTo(Creation.OTHER);
    assertThat(store.list(page("")).items()).hasSize(1);
  }

  @Test
  void tooManyUnfinishedEvaluationsAreRefused() {
    Evaluation evaluation = Experiments.queued("sycophancy");
    create("one", evaluation);

    assertThat(store.create("two", evaluation.declaration(), evaluation.subject(), 1))
        .isEqualTo(Creation.FULL);
    assertThat(store.find("two")).isEmpty();
  }

  @Test
  void onlyOneOfManyReplicasGetsTheClaim() throws InterruptedException, ExecutionException {
    create("one", Experiments.queued("sycophancy"));
    List<Callable<Optional<Claim>>> replicas = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      replicas.add(() -> store.claim(LEASE));
    }

    List<Claim> claims = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Optional<Claim>> claim : threads.invokeAll(replicas)) {
        claim.get().ifPresent(claims::add);
      }
    }

    assertThat(claims).hasSize(1);
    assertThat(claims.getFirst().id()).isEqualTo("one");
  }

  @Test
  void evaluationsAreClaimedInTheOrderOfTheirCreation() {
    storeAt(2_000).create("b", declaration(), Experiments.queued("x").subject(), 9);
    storeAt(1_000).create("c", declaration(), Experiments.queued("x").subject(), 9);
    storeAt(3_000).create("a", declaration(), Experiments.queued("x").subject(), 9);

    assertThat(store.claim(LEASE).orElseThrow().id()).isEqualTo("c");
    assertThat(store.claim(LEASE).orElseThrow().id()).isEqualTo("b");
    assertThat(store.claim(LEASE).orElseThrow().id()).isEqualTo("a");
    assertThat(store.claim(LEASE)).isEmpty();
  }

  @Test
  void anExpiredClaimIsTakenOverWithItsCellsAndTheFirstHolderIsShutOut() {
    Evaluation evaluation = Experiments.finished("sycophancy", 3);
    create("one", evaluation);
    Claim dead = store.claim(SHORT_LEASE).orElseThrow();
    store.addCell(dead, 0, evaluation.results().cells().getFirst());

    Claim heir = awaitClaim(LEASE);

    assertThat(store.find("one").orElseThrow().results().cells()).hasSize(1);
    assertThat(store.renew(dead, LEASE)).isEqualTo(Renewal.LOST);
    assertThat(store.addCell(dead, 1, evaluation.results().cells().get(1))).isFalse();
    assertThat(store.finish(dead, State.SUCCEEDED, Optional.empty())).isFalse();
    assertThat(store.renew(heir, LEASE)).isEqualTo(Renewal.HELD);
    assertThat(store.find("one").orElseThrow().results().cells()).hasSize(1);
  }

  @Test
  void aClockOfRedisThatIsSetBackDoesNotMakeAClaimLonger() {
    create("one", Experiments.queued("sycophancy"));
    Claim dead = store.claim(SHORT_LEASE).orElseThrow();
    // The claim ends at a time of day, which is an hour away by now.
    double hour = 3_600_000;
    redis.run(commands -> commands.zincrby("{evaluations}:work", hour, "one".getBytes(UTF_8)));

    Claim heir = awaitClaim(SHORT_LEASE);

    assertThat(heir.id()).isEqualTo("one");
    assertThat(store.renew(dead, LEASE)).isEqualTo(Renewal.LOST);
  }

  @Test
  void aReplicaWithAShorterLeaseTakesNothingFromOneWithALongerLease() throws InterruptedException {
    Claim claim = created("one", Experiments.queued("sycophancy"));
    assertThat(store.claim(SHORT_LEASE)).isEmpty();
    Thread.sleep(SHORT_LEASE.multipliedBy(2));

    assertThat(store.claim(SHORT_LEASE)).isEmpty();
    assertThat(store.renew(claim, LEASE)).isEqualTo(Renewal.HELD);
  }

  @Test
  void aReleasedEvaluationCanBeClaimedAtOnce() {
    Claim claim = created("one", Experiments.queued("sycophancy"));
    assertThat(store.claim(LEASE)).isEmpty();

    store.release(claim);

    assertThat(store.claim(LEASE)).isPresent();
  }

  @Test
  void cancellingAWaitingEvaluationEndsItAtOnce() {
    create("one", Experiments.queued("sycophancy"));

    assertThat(store.cancel("one")).contains(State.CANCELLED);

    assertThat(store.claim(LEASE)).isEmpty();
    assertThat(store.find("one").orElseThrow().progress().endTime()).isPresent();
  }

  @Test
  void cancellingARunningEvaluationIsTheHoldersToDo() {
    Claim claim = created("one", Experiments.queued("sycophancy"));

    assertThat(store.cancel("one")).contains(State.RUNNING);

    assertThat(store.renew(claim, LEASE)).isEqualTo(Renewal.CANCEL_ASKED);
    assertThat(store.cancel("absent")).isEmpty();
  }

  @Test
  void aFailureIsKeptWithItsReason() {
    Claim claim = created("one", Experiments.queued("sycophancy"));
    Failure failure = new Failure("MODEL_NOT_FOUND", "models/x is not hosted");

    store.finish(claim, State.FAILED, Optional.of(failure));

    assertThat(store.find("one").orElseThrow().progress().failure()).contains(failure);
  }

  @Test
  void onlyWhatHasEndedIsDeleted() {
    Claim claim = created("one", Experiments.queued("sycophancy"));

    assertThat(store.delete("one")).isEqualTo(Deletion.UNFINISHED);
    assertThat(store.deleteOperation("one")).isEqualTo(Deletion.UNFINISHED);
    store.finish(claim, State.SUCCEEDED, Optional.empty());
    assertThat(store.deleteOperation("one")).isEqualTo(Deletion.DELETED);
    assertThat(store.isOperationDeleted("one")).isTrue();
    assertThat(store.find("one")).isPresent();
    assertThat(store.delete("one")).isEqualTo(Deletion.DELETED);
    assertThat(store.delete("one")).isEqualTo(Deletion.MISSING);
    assertThat(store.list(page("")).items()).isEmpty();
    List<String> left = redis.run(commands -> commands.keys("*"));
    assertThat(left).isEmpty();
  }

  @Test
  void pagesRunFromTheNewestToTheOldestWithoutGaps() {
    for (int i = 0; i < 7; i++) {
      storeAt(1_000 + i).create("e" + i, declaration(), Experiments.queued("x").subject(), 99);
    }

    List<String> ids = new ArrayList<>();
    String token = "";
    do {
      PageRequest.Page<Evaluation> page = store.list(page(token));
      page.items().forEach(evaluation -> ids.add(evaluation.id()));
      token = page.nextToken();
    } while (!token.isEmpty());

    assertThat(ids).containsExactly("e6", "e5", "e4", "e3", "e2", "e1", "e0");
  }

  @Test
  void scriptsSurviveARedisThatHasForgottenThem() {
    create("one", Experiments.queued("sycophancy"));
    redis.run(commands -> commands.scriptFlush());

    assertThat(store.claim(LEASE)).isPresent();
  }

  @Test
  void anAbsentRedisIsADependencyThatIsAway() {
    RedisConnection nowhere = connection("redis://127.0.0.1:1");
    RedisEvaluationStore lost = new RedisEvaluationStore(new Redis(nowhere), Clock.systemUTC());

    assertThatThrownBy(() -> lost.find("one"))
        .isInstanceOfSatisfying(
            SteermeshException.class,
            e -> assertThat(e.reason()).isEqualTo(ErrorReason.DEPENDENCY_UNAVAILABLE));
    nowhere.close();
  }

  private Claim created(String id, Evaluation evaluation) {
    create(id, evaluation);
    return store.claim(LEASE).orElseThrow();
  }

  private Creation create(String id, Evaluation evaluation) {
    return store.create(id, evaluation.declaration(), evaluation.subject(), 9);
  }

  private static PageRequest page(String token) {
    return PageRequest.of(
        ListEvaluationsRequest.newBuilder().setPageSize(3).setPageToken(token).build());
  }

  private static Declaration declaration() {
    return Experiments.declaration("sycophancy", 3);
  }

  private static RedisEvaluationStore storeAt(long millis) {
    Clock clock = InstantSource.fixed(Instant.ofEpochMilli(millis)).withZone(ZoneOffset.UTC);
    return new RedisEvaluationStore(redis, clock);
  }

  private Claim awaitClaim(Duration lease) {
    Optional<Claim> claim = store.claim(lease);
    while (claim.isEmpty()) {
      Thread.onSpinWait();
      claim = store.claim(lease);
    }
    return claim.get();
  }

  static RedisConnection connection(String url) {
    RedisConfig config =
        new SmallRyeConfigBuilder()
            .withConverter(Duration.class, 200, new DurationConverter())
            .withMapping(RedisConfig.class)
            .withDefaultValues(Map.of("steermesh.redis.url", url, "steermesh.redis.timeout", "60s"))
            .build()
            .getConfigMapping(RedisConfig.class);
    return new RedisConnection(config, new EvaluationKeyspace());
  }
}
