package org.steermesh.vector.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.type.FeatureRows;
import org.steermesh.vector.domain.RowBlock;
import org.steermesh.vector.domain.SparseValues;
import org.steermesh.vector.domain.SparseVector;
import org.steermesh.vector.domain.StagedRows;
import org.steermesh.vector.domain.VectorStore;
import org.steermesh.vector.domain.Version;

/** A sparse version is there with all its rows, or not at all. */
@QuarkusTest
@QuarkusTestResource(TestMesh.class)
final class StagedRowsTest {

  private static final int WIDTH = 2;
  private static final int ROW_BYTES = (4 + 2 * WIDTH) * Float.BYTES;
  private static final String TAG = "{steermesh-vector}:";

  @Inject VectorStore store;

  @Test
  void aVersionWhoseRowsAreLostIsRefusedAndLeavesNothing() {
    try (StagedRows rows = store.stage(WIDTH)) {
      rows.add(block(1));
      rows.add(block(2));
      loseStaged();
      refuse("rows-lost", rows);
    }
  }

  @Test
  void aVersionWhoseFirstRowsAreLostMeanwhileIsRefusedToo() {
    try (StagedRows rows = store.stage(WIDTH)) {
      rows.add(block(1));
      loseStaged();
      rows.add(block(2));
      refuse("rows-halved", rows);
    }
  }

  @Test
  void aVersionWithoutRowsIsNotEvenTried() {
    try (StagedRows rows = store.stage(WIDTH)) {
      assertThatThrownBy(rows::finish).isInstanceOf(IllegalStateException.class);
    }
  }

  /** Whoever takes rows has made room for those that the version has. */
  @ParameterizedTest
  @ValueSource(ints = {1, ROW_BYTES})
  void aFieldWithMoreBytesThanItsRowsIsRefusedBeforeItIsGiven(int more) {
    Version version = Versions.putSparse(store, "rows-long-" + more, "ab", WIDTH, 3);
    String key = RedisHand.TAG + "rows:rows-long-" + more + ":" + version.digest();
    RedisHand.run(
        redis -> redis.hset(key, "0", Arrays.copyOf(redis.hget(key, "0"), 3 * ROW_BYTES + more)));
    SparseVector vector = store.readSparse(version).orElseThrow();

    assertThatThrownBy(() ->
            store.readRows(
                version,
                vector,
                block -> {
                  throw new AssertionError(block.rows().size() + " rows are given");
                }))
        .isInstanceOfSatisfying(
            SteermeshException.class,
            error -> assertThat(error.reason()).isEqualTo(ErrorReason.PAYLOAD_CORRUPT));
  }

  private void refuse(String id, StagedRows rows) {
    SparseVector vector =
        new SparseVector(
            new SparseValues(
                new int[] {1, 2}, new float[] {1, 1}, new long[] {1, 1}, new long[] {0, 0}),
            new float[] {3, 3},
            rows.finish());
    Version version = Versions.sparse(id, WIDTH, vector);
    assertThatThrownBy(() -> store.putIfAbsent(version, vector, rows))
        .isInstanceOfSatisfying(
            SteermeshException.class,
            error -> assertThat(error.reason()).isEqualTo(ErrorReason.DEPENDENCY_UNAVAILABLE));
    assertThat(keys(TAG + "*" + id + "*")).isEmpty();
  }

  private static RowBlock block(int feature) {
    float[] row = {feature, feature};
    return new RowBlock(
        new FeatureRows(new int[] {feature}, row, new float[1], new float[1], row),
        new float[] {1});
  }

  /** As an hour's pause, or a Redis that forgot its last second, does. */
  private static void loseStaged() {
    List<String> staged = keys(TAG + "staged:*");
    assertThat(staged).isNotEmpty();
    withRedis(redis -> redis.sync().del(staged.toArray(String[]::new)));
  }

  private static List<String> keys(String pattern) {
    return withRedis(redis -> redis.sync().keys(pattern));
  }

  private static <T> T withRedis(
      java.util.function.Function<StatefulRedisConnection<String, String>, T> use) {
    String url = ConfigProvider.getConfig().getValue("steermesh.redis.url", String.class);
    try (RedisClient redis = RedisClient.create(url);
        StatefulRedisConnection<String, String> connection = redis.connect()) {
      return use.apply(connection);
    }
  }
}
