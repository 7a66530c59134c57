package org.steermesh.vector.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
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

  /** Two blocks; each test has some rows more, so that none has hashed those of another. */
  private static final int ROWS = 2 * RowBlock.rowsPerBlock(WIDTH);

  /** Castagnoli's polynomial: added to a message anywhere, it leaves the checksum as it is. */
  private static final long POLYNOMIAL = 0x11EDC6F41L;

  private static final int DEGREE = 32;

  @Inject VectorStore store;

  @Test
  void aSecondReadingGivesWhatTheFirstGave() {
    Version version = Versions.putSparse(store, "hashed-twice", "ab", WIDTH, ROWS + 1);

    List<byte[]> first = read(version);

    assertThat(first).hasSize(3);
    assertThat(read(version)).containsExactlyElementsOf(first);
  }

  @Test
  void aBlockThatWasChangedSinceItWasHashedIsRefusedBeforeItIsGiven() {
    Version version = Versions.putSparse(store, "hashed-changed", "ab", WIDTH, ROWS + 2);
    List<byte[]> whole = read(version);
    change(version, "1", HashedRowsTest::oneBit);

    List<byte[]> given = new ArrayList<>();
    refuse(
        () -> store.readRows(version, vector(version), block -> given.add(block.toBytes(WIDTH))));
    assertThat(given).containsExactly(whole.getFirst());
  }

  @Test
  void rowsThatWereChangedBeforeTheirFirstReadingAreNotTakenForHashed() {
    Version version = Versions.putSparse(store, "hashed-never", "ab", WIDTH, ROWS + 3);
    change(version, "0", HashedRowsTest::oneBit);

    refuse(() -> store.readRows(version, vector(version), block -> {}));
    refuse(() -> store.readRows(version, vector(version), block -> {}));
  }

  @Test
  void whatIsToBeHashedInAnyCaseIsHashedThoughItsChecksumsAreRight() {
    Version version = Versions.putSparse(store, "hashed-again", "ab", WIDTH, ROWS + 4);
    List<byte[]> whole = read(version);
    change(version, "2", HashedRowsTest::withTheSameChecksum);

    assertThat(read(version)).isNotEqualTo(whole);
    refuse(() -> store.readAndHashRows(version, vector(version), block -> {}));
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

  private static void change(Version version, String block, UnaryOperator<byte[]> change) {
    String key = RedisHand.TAG + "rows:" + version.vectorId() + ":" + version.digest();
    RedisHand.run(redis -> redis.hset(key, block, change.apply(redis.hget(key, block))));
  }

  private static byte[] oneBit(byte[] block) {
    byte[] changed = block.clone();
    changed[changed.length / 2] ^= 1;
    return changed;
  }

  private static byte[] withTheSameChecksum(byte[] block) {
    byte[] changed = block.clone();
    int at = changed.length / 2;
    for (int i = 0; i <= DEGREE; i++) {
      long bit = POLYNOMIAL >> (DEGREE - i) & 1;
      changed[at + i / Byte.SIZE] ^= (byte) (bit << i % Byte.SIZE);
    }
    assertThat(checksum(changed)).isEqualTo(checksum(block));
    return changed;
  }

  private static long checksum(byte[] block) {
    CRC32C crc = new CRC32C();
    crc.update(block);
    return crc.getValue();
  }

  private static void refuse(ThrowingCallable reading) {
    assertThatThrownBy(reading)
        .isInstanceOfSatisfying(
            SteermeshException.class,
            error -> assertThat(error.reason()).isEqualTo(ErrorReason.PAYLOAD_CORRUPT));
  }
}
