package org.steermesh.vector.store;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.steermesh.vector.domain.Digests;

/** The SHA-256 of rows, one block after the other, each hashed beside what else is done with it. */
final class RowHashing {

  private final MessageDigest sha256 = Digests.newSha256();
  private final List<Integer> checksums = new ArrayList<>();
  private Optional<Beside<Integer>> last = Optional.empty();

  /** Begins with a block, once the one before is hashed. */
  void next(byte[] block) {
    awaitLast();
    last =
        Optional.of(
            Beside.begin(() -> {
              sha256.update(block);
              return HashedRows.checksum(block);
            }));
  }

  /** The digest of all blocks in hex; nothing may follow. */
  String digest() {
    awaitLast();
    return HexFormat.of().formatHex(sha256.digest());
  }

  /** A checksum of each block, once the digest was asked for. */
  int[] checksums() {
    return checksums.stream().mapToInt(Integer::intValue).toArray();
  }

  private void awaitLast() {
    last.ifPresent(block -> checksums.add(block.result()));
    last = Optional.empty();
  }
}
