package org.steermesh.vector.store;

import io.lettuce.core.KeyValue;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.redis.Redis;
import org.steermesh.vector.domain.Digests;
import org.steermesh.vector.domain.RowBlock;
import org.steermesh.vector.domain.SiteVector;
import org.steermesh.vector.domain.SparseVector;
import org.steermesh.vector.domain.VectorCatalog;
import org.steermesh.vector.domain.Version;

/** What versions hold, checked against the digests that it was stored with. */
final class RedisPayloads {

  /** Blocks asked for at once. As many, the next, come while these are checked and sent on. */
  private static final int BLOCKS_AT_ONCE = 2;

  private final Redis redis;
  private final HashedRows hashed = new HashedRows();

  RedisPayloads(Redis redis) {
    this.redis = redis;
  }

  Optional<SiteVector> site(Version version, int siteIndex) {
    return payload(version, siteIndex)
        .map(bytes ->
            new SiteVector(
                version.sites().get(siteIndex).site(), version.storedDtype().toFloats(bytes)));
  }

  Optional<SparseVector> sparse(Version version) {
    return payload(version, 0).map(SparseVector::ofBytes);
  }

  private Optional<byte[]> payload(Version version, int siteIndex) {
    String key = Keys.version(version.vectorId(), version.digest());
    String[] fields = StoredFloats.names(siteIndex, version.storedDtype());
    List<KeyValue<String, byte[]>> found = redis.run(commands -> commands.hmget(key, fields));
    if (!found.getFirst().hasValue()) {
      return Optional.empty();
    }
    byte[] bytes =
        found.size() > 1 && found.getLast().hasValue()
            ? StoredFloats.join(found.getFirst().getValue(), found.getLast().getValue())
            : found.getFirst().getValue();
    String expected = version.sites().get(siteIndex).payloadDigest();
    if (!Digests.sha256(bytes).equals(expected)) {
      throw corrupt(version, siteIndex, expected);
    }
    return Optional.of(bytes);
  }

  /**
   * Reads rows, all of them hashed, which {@link HashedRows} makes known. False when a block is not
   * there. Whatever is stored, the sink gets no more rows than known.
   */
  boolean rows(Version version, SparseVector vector, Consumer<RowBlock> sink) {
    RowHashing hashing = new RowHashing();
    boolean isWhole =
        blocks(
            version,
            vector,
            bytes -> {
              hashing.next(bytes);
              sink.accept(RowBlock.ofBytes(bytes, version.width()));
            });
    if (!isWhole) {
      return false;
    }
    if (!hashing.digest().equals(vector.rows().digest())) {
      throw corrupt(version, 0, vector.rows().digest());
    }
    hashed.add(payloadOf(version), hashing.checksums());
    return true;
  }

  /**
   * The same with less work where this process has hashed the rows before: each block is compared
   * with what was hashed then, by its checksum and before the sink gets it.
   */
  boolean rowsOnceHashed(Version version, SparseVector vector, Consumer<RowBlock> sink) {
    Optional<int[]> known = hashed.find(payloadOf(version));
    if (known.isEmpty()) {
      return rows(version, vector, sink);
    }
    PrimitiveIterator.OfInt checksums = Arrays.stream(known.get()).iterator();
    return blocks(
        version,
        vector,
        bytes -> {
          if (!checksums.hasNext() || checksums.nextInt() != HashedRows.checksum(bytes)) {
            throw corrupt(version, 0, vector.rows().digest());
          }
          sink.accept(RowBlock.ofBytes(bytes, version.width()));
        });
  }

  /** Covers the width, the number of rows, their digest, and into how many blocks they are cut. */
  private static String payloadOf(Version version) {
    return version.sites().getFirst().payloadDigest();
  }

  private boolean blocks(Version version, SparseVector vector, Consumer<byte[]> sink) {
    String key = Keys.rows(version.vectorId(), version.digest());
    int blocks = vector.rows().blocks();
    int rowBytes = RowBlock.rowBytes(version.width());
    int rows = 0;
    Beside<List<List<KeyValue<String, byte[]>>>> next = fetch(key, 0, blocks);
    for (int first = 0; first < blocks; first += BLOCKS_AT_ONCE) {
      var blocksFound = next.result();
      int after = first + BLOCKS_AT_ONCE;
      if (after < blocks) {
        next = fetch(key, after, blocks);
      }
      for (List<KeyValue<String, byte[]>> found : blocksFound) {
        if (!found.getFirst().hasValue()) {
          return false;
        }
        byte[] bytes = found.getFirst().getValue();
        rows += bytes.length / rowBytes;
        if (bytes.length % rowBytes != 0 || rows > vector.rows().rows()) {
          throw corrupt(version, 0, vector.rows().digest());
        }
        sink.accept(bytes);
      }
    }
    return true;
  }

  private Beside<List<List<KeyValue<String, byte[]>>>> fetch(String key, int first, int blocks) {
    List<String> fields =
        IntStream.range(first, Math.min(blocks, first + BLOCKS_AT_ONCE))
            .mapToObj(Integer::toString)
            .toList();
    return Beside.begin(() -> redis.each(fields, (commands, field) -> commands.hmget(key, field)));
  }

  static SteermeshException corrupt(Version version, int siteIndex, String digest) {
    return new SteermeshException(
            ErrorReason.PAYLOAD_CORRUPT,
            "the floats of %s at %s are not those that were stored: their digest is not %s"
                .formatted(
                    VectorCatalog.nameOf(version), version.sites().get(siteIndex).site(), digest))
        .with("version", VectorCatalog.nameOf(version).toString());
  }
}
