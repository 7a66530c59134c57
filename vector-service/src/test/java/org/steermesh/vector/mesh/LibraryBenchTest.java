package org.steermesh.vector.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.steermesh.contract.type.ModelFingerprint;
import org.steermesh.contract.type.PositionRule;
import org.steermesh.contract.type.Positions;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.contract.type.Site;
import org.steermesh.contract.type.Target;
import org.steermesh.vector.domain.BuildMethod;
import org.steermesh.vector.domain.Digests;
import org.steermesh.vector.domain.Provenance;
import org.steermesh.vector.domain.SiteVector;
import org.steermesh.vector.domain.StoredDtype;
import org.steermesh.vector.domain.VectorStore;
import org.steermesh.vector.domain.Version;
import org.steermesh.vector.domain.VersionSite;
import org.steermesh.vector.v1.GetVectorRequest;
import org.steermesh.vector.v1.ListVersionsRequest;
import org.steermesh.vector.v1.ReadVersionRequest;

/**
 * Not a test of the suite: fills a library and prints what reading costs, alone and, three times,
 * while four writers run. {@code -Dlibrary.bench=100000} versions of width 4096, a thousand per
 * vector; {@code -Dlibrary.bench.fsync=everysec}, or {@code always}, which is the default; {@code
 * -Dlibrary.bench.dtype=f16}, or {@code f32}, which is the default. A PING and a health check are
 * what Redis, gRPC and this machine cost without us. {@code -Dtests.java-options=-XX:+UseSerialGC
 * -Djdk.virtualThreadScheduler.parallelism=8}: the collector and carriers of virtual threads that
 * {@code ./steer up} gives a service on two cores; the heap is larger.
 */
@QuarkusTest
@QuarkusTestResource(TestMesh.class)
@EnabledIfSystemProperty(named = "library.bench", matches = "\\d+")
final class LibraryBenchTest {

  private static final int WIDTH = 4096;
  private static final int PER_VECTOR = 1000;
  private static final int WRITERS = 4;
  private static final int READS = 2000;
  private static final int PACKS = 20;

  /** The first still pays for the compiler. */
  private static final int ROUNDS = 3;

  private static final StoredDtype DTYPE =
      StoredDtype.valueOf(
          System.getProperty("library.bench.dtype", "f32").toUpperCase(Locale.ROOT));

  /** Float16 holds integers below this one. */
  private static final int HALF_INTEGERS = 2048;

  private static final float[] NUMBERS = numbers();

  /** Rows of a sparse version of about 10 MB. */
  private static final int PACK_ROWS = 320;

  @Inject VectorStore store;

  /** Number of the next version that a writer makes. */
  private final AtomicInteger next = new AtomicInteger();

  @Test
  void readingStaysQuickWhileALargeLibraryGrows() throws InterruptedException {
    int versions = Integer.getInteger("library.bench");
    String fsync = System.getProperty("library.bench.fsync", "always");
    String set = redis(redis -> redis.configSet("appendfsync", fsync));
    assertThat(set).isEqualTo("OK");
    long before = memory();
    Instant start = Instant.now();
    List<Thread> loaders = new ArrayList<>();
    for (int writer = 0; writer < WRITERS; writer++) {
      int first = writer;
      loaders.add(Thread.ofVirtual().start(() -> load(first, versions)));
    }
    for (Thread loader : loaders) {
      loader.join();
    }
    double seconds = java.time.Duration.between(start, Instant.now()).toMillis() / 1000.0;
    double bytes = (memory() - before) / (double) versions;
    System.out.printf(
        "%d versions of %s in %.1f s; %.0f bytes each, payload %d (bound %.0f)%n",
        versions,
        DTYPE.title(),
        seconds,
        bytes,
        WIDTH * DTYPE.bytes(),
        1.1 * WIDTH * DTYPE.bytes() + 2048);
    assertThat(bytes).isPositive();
    next.set(versions);
    try (ServiceClient client = new ServiceClient()) {
      System.out.println("alone, appendfsync " + fsync);
      read(client);
      stream(client);
      for (int round = 1; round <= ROUNDS; round++) {
        System.out.printf("with %d writers, appendfsync %s, round %d%n", WRITERS, fsync, round);
        whileWriting(() -> read(client));
      }
    }
  }

  private void whileWriting(Runnable measurement) throws InterruptedException {
    AtomicBoolean done = new AtomicBoolean();
    int first = next.get();
    long start = System.nanoTime();
    List<Thread> writers = new ArrayList<>();
    for (int writer = 0; writer < WRITERS; writer++) {
      writers.add(
          Thread.ofVirtual()
              .start(() -> {
                while (!done.get()) {
                  put(next.getAndIncrement());
                }
              }));
    }
    try {
      measurement.run();
    } finally {
      done.set(true);
    }
    for (Thread writer : writers) {
      writer.join();
    }
    System.out.printf(
        "writing: %.0f versions/s%n", (next.get() - first) * 1e9 / (System.nanoTime() - start));
  }

  private void read(ServiceClient client) {
    redis(redis -> {
      report("PING", redis::ping);
      return "";
    });
    report("a health check by gRPC", client::health);
    report("the store's find", () -> store.find("bench-0"));
    report(
        "GetVector",
        () ->
            client
                .vectors()
                .getVector(GetVectorRequest.newBuilder().setName("vectors/bench-0").build()));
    report(
        "ListVersions, 50 rows",
        () ->
            client
                .vectors()
                .listVersions(
                    ListVersionsRequest.newBuilder()
                        .setParent("vectors/bench-0")
                        .setPageSize(50)
                        .build()));
  }

  /** Packs that are read for the first time are hashed; again, compared with what was hashed. */
  private void stream(ServiceClient client) {
    double first = 0;
    double again = 0;
    for (int pack = 0; pack < PACKS; pack++) {
      // Each with rows of its own.
      Versions.putSparse(store, "pack-" + pack, "9ac", WIDTH, PACK_ROWS + pack);
      first = Math.max(first, rate(client, "vectors/pack-" + pack));
      again = Math.max(again, rate(client, "vectors/pack-" + pack));
    }
    System.out.printf(
        "ReadVersion of a sparse pack: %.0f MB/s when first read, %.0f MB/s again, best of %d%n",
        first, again, PACKS);
  }

  private static double rate(ServiceClient client, String name) {
    ReadVersionRequest request = ReadVersionRequest.newBuilder().setName(name).build();
    AtomicLong bytes = new AtomicLong();
    long start = System.nanoTime();
    client
        .vectors()
        .readVersion(request)
        .forEachRemaining(answer -> bytes.addAndGet(answer.getSerializedSize()));
    return bytes.get() * 1e3 / (System.nanoTime() - start);
  }

  private void load(int first, int versions) {
    for (int i = first; i < versions; i += WRITERS) {
      put(i);
    }
  }

  private static float[] numbers() {
    float[] numbers = new float[WIDTH];
    Random random = new Random(1);
    for (int i = 0; i < WIDTH; i++) {
      float value = random.nextFloat();
      numbers[i] = DTYPE == StoredDtype.F16 ? half(value) : value;
    }
    return numbers;
  }

  private void put(int number) {
    // A writer's own work is to be small: all have the same numbers but for three, which float16
    // can hold.
    float[] values = NUMBERS.clone();
    values[0] = number % HALF_INTEGERS;
    values[1] = number / HALF_INTEGERS % HALF_INTEGERS;
    values[2] = number / HALF_INTEGERS / HALF_INTEGERS;
    SiteVector vector = new SiteVector(new Site(1, Target.RESIDUAL), values);
    byte[] payload = DTYPE.toBytes(values);
    Provenance provenance =
        new Provenance(
                RuledActivations.MODEL,
                new ModelFingerprint("w", "t", ""),
                BuildMethod.MEAN_DIFFERENCE,
                Positions.of(PositionRule.ANSWER_LETTER),
                new PromptLayout(PromptLayout.Rendering.PLAIN, PromptLayout.QUESTION, "("),
                new Provenance.DataUsed("datasets/any", "d".repeat(64), "obedience", 0, 3),
                "bench",
                null,
                null)
            .storedAs(DTYPE);
    VersionSite site = new VersionSite(vector.site(), vector.norm(), 7, Digests.sha256(payload));
    store.putIfAbsent(
        new Version(
            "bench-" + number / PER_VECTOR,
            Digests.sha256(payload),
            Instant.now(),
            WIDTH,
            List.of(site),
            vector.site(),
            provenance,
            Map.of()),
        List.of(vector));
  }

  private static float half(float value) {
    return Float.float16ToFloat(Float.floatToFloat16(value));
  }

  private static void report(String what, Runnable call) {
    for (int i = 0; i < READS; i++) {
      call.run();
    }
    long[] nanos = new long[READS];
    for (int i = 0; i < READS; i++) {
      long start = System.nanoTime();
      call.run();
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    System.out.printf(
        "%s: p50 %.2f ms, p99 %.2f ms%n",
        what, nanos[READS / 2] / 1e6, nanos[READS * 99 / 100] / 1e6);
  }

  private static long memory() {
    return redis(redis -> redis.info("memory"))
        .lines()
        .filter(line -> line.startsWith("used_memory:"))
        .mapToLong(line -> Long.parseLong(line.substring("used_memory:".length()).strip()))
        .findFirst()
        .orElseThrow();
  }

  private static <T> T redis(Function<RedisCommands<String, String>, T> commands) {
    String url = ConfigProvider.getConfig().getValue("steermesh.redis.url", String.class);
    try (RedisClient redis = RedisClient.create(url);
        StatefulRedisConnection<String, String> connection = redis.connect()) {
      return commands.apply(connection.sync());
    }
  }
}
