package org.steermesh.vector.store;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The rows that this process has hashed and found to be those of their digest, by the CRC-32C of
 * each of their blocks. SHA-256 costs more than all else of a reading; a checksum costs next to
 * nothing, and of blocks that were changed since it misses one in 2^32. The least lately used are
 * forgotten.
 */
final class HashedRows {

  private static final int MOST = 1024;
  private static final float LOAD = 0.75f;

  private final Map<String, List<Integer>> checksums =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, LOAD, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, List<Integer>> eldest) {
              return size() > MOST;
            }
          });

  /** Makes known what was hashed. */
  void add(String digest, List<Integer> ofBlocks) {
    checksums.put(digest, List.copyOf(ofBlocks));
  }

  /** The checksums of the blocks of a digest, where it was hashed. */
  Optional<List<Integer>> find(String digest) {
    return Optional.ofNullable(checksums.get(digest));
  }

  /** What is known of a block. */
  static int checksum(byte[] block) {
    CRC32C crc = new CRC32C();
    crc.update(block);
    return (int) crc.getValue();
  }
}
