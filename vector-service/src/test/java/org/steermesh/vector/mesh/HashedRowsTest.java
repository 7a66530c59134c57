package org.steermesh.vector.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.vector.domain.RowBlock;
import org.steermesh.vector.domain.SparseVector;
import org.steermesh.vector.domain.VectorStore;
import org.steermesh.vector.domain.Version;

/** Rows are hashed once; later readings compare them with what was hashed. */
@QuarkusTest
@QuarkusTestResource(TestMesh.class)
final class HashedRowsTest {

  private static final int WIDTH = 4096;

  /** Two blocks and a part of a third. */
  private static final int ROWS = 2 * RowBlock.rowsPerBlock(WIDTH) + 1;

  @Inject VectorStore store;

  @Test
  void aSecondReadingGivesWhatTheFirstGave() {
    Version version = Versions.putSparse(store, "hashed-twice", "ab", WIDTH, ROWS);

    List<byte[]> first = read(version);

    assertThat(first).hasSize(3);
    assertThat(read(version)).containsExactlyElementsOf(first);
  }

  @Test
  void aBlockThatWasChangedSinceItWasHashedIsRefusedBeforeItIsGiven() {
    Version version = Versions.putSparse(store, "hashed-changed", "ab", WIDTH, ROWS);
    List<byte[]> whole = read(version);
    change(version, "1");

    List<byte[]> given = new ArrayList<>();
    refuse(
        () -> store.readRows(version, vector(version), block -> given.add(block.toBytes(WIDTH))));
    assertThat(given).containsExactly(whole.getFirst());
  }

  @Test
  void whatVerifiesTheLibraryHashesTheRowsInAnyCase() {
    Version version = Versions.putSparse(store, "hashed-again", "ab", WIDTH, ROWS);
    read(version);
    change(version, "2");

    refuse(() -> store.readAndHashRows(version, vector(version), block -> {}));
  }

  @Test
  void rowsThatWereChangedBeforeTheirFirstReadingAreNotTakenForHashed() {
    Version version = Versions.putSparse(store, "hashed-never", "ab", WIDTH, ROWS);
    change(version, "0");

    refuse(() -> store.readRows(version, vector(version), block -> {}));
    refuse(() -> store.readRows(version, vector(version), block -> {}));
  }

  private List<byte[]> read(Version version) {
    List<byte[]> blocks = new ArrayList<>();
    assertThat(store.readRows(version, vector(version), block -> blocks.add(block.toBytes(WIDTH))))
        .isTrue();
    return blocks;
  }

  private SparseVector vector(Version version) {
    return store.readSparse(version).orElseThrow();
  }

  /** One bit of one number. */
  private static void change(Version version, String block) {
    String key = RedisHand.TAG + "rows:" + version.vectorId() + ":" + version.digest();
    RedisHand.run(redis -> {
      byte[] bytes = redis.hget(key, block);
      bytes[bytes.length / 2] ^= 1;
      redis.hset(key, block, bytes);
    });
  }

  private static void refuse(ThrowingCallable reading) {
    assertThatThrownBy(reading)
        .isInstanceOfSatisfying(
            SteermeshException.class,
            error -> assertThat(error.reason()).isEqualTo(ErrorReason.PAYLOAD_CORRUPT));
  }
}
