package org.steermesh.vector.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The rows that this process has hashed and found to be those that were stored, by the CRC-32C of
 * each of their blocks. Where a processor has no instructions for it SHA-256 costs more than all
 * else of a reading; a checksum costs next to nothing, and of changes by chance it misses one in
 * 2^32. What was not read for longest is forgotten.
 */
final class HashedRows {

  /** Blocks that are known at most, 4 bytes each: of 256 GiB of rows. */
  static final int MOST_BLOCKS = 1 << 18;

  private static final int FIRST_CAPACITY = 16;
  private static final float LOAD = 0.75f;

  private final Map<String, int[]> checksums = new LinkedHashMap<>(FIRST_CAPACITY, LOAD, true);
  private long blocks;

  /**
   * Makes known what was hashed.
   *
   * @param payload the digest that names the rows and how they are cut: that of the payload
   */
  synchronized void add(String payload, int[] ofBlocks) {
    int[] before = checksums.put(payload, ofBlocks);
    blocks += ofBlocks.length - (before == null ? 0 : before.length);
    var eldest = checksums.values().iterator();
    while (blocks > MOST_BLOCKS && eldest.hasNext()) {
      blocks -= eldest.next().length;
      eldest.remove();
    }
  }

  /** The checksums of the blocks of a payload, where they were hashed. */
  synchronized Optional<int[]> find(String payload) {
    return Optional.ofNullable(checksums.get(payload));
  }

  /** What is known of a block. */
  static int checksum(byte[] block) {
    CRC32C crc = new CRC32C();
    crc.update(block);
    return (int) crc.getValue();
  }
}
