package org.steermesh.engine.checkpoint;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;

/**
 * Names a set of weights: SHA-256 over one line per tensor in order of names, each with its name,
 * dtype, shape and the SHA-256 of its bytes. How the tensors are spread over files does not matter.
 */
public final class WeightsDigest {

  private static final long PIECE_BYTES = 64L << 20;

  private WeightsDigest() {}

  /** The digest in hex; tensors sorted by name. */
  public static String of(Collection<StoredTensor> tensors) {
    return of(tensors, () -> false);
  }

  /**
   * The same. Once it was stopped and has ended, no tensor is being read any more.
   *
   * @param isStopped asked before each piece, by several threads
   * @throws EngineException CANCELLED when it is stopped
   */
  public static String of(Collection<StoredTensor> tensors, BooleanSupplier isStopped) {
    // A stream that ends by an exception does not wait for what its other threads do.
    List<String> lines = tensors.parallelStream().map(tensor -> line(tensor, isStopped)).toList();
    if (isStopped.getAsBoolean()) {
      throw new EngineException(EngineReason.CANCELLED, "the digest of the weights was stopped");
    }
    MessageDigest digest = sha256();
    lines.forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The digest of a text in hex. */
  static String of(String text) {
    return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String line(StoredTensor tensor, BooleanSupplier isStopped) {
    MessageDigest digest = sha256();
    MemorySegment data = tensor.data();
    for (long at = 0; at < data.byteSize() && !isStopped.getAsBoolean(); at += PIECE_BYTES) {
      long size = Math.min(PIECE_BYTES, data.byteSize() - at);
      MemorySegment piece = data.asSlice(at, size);
      digest.update(piece.asByteBuffer());
      MappedPages.release(piece);
    }
    return String.join(
            " ",
            tensor.name(),
            tensor.dtype(),
            Arrays.toString(tensor.shape()),
            HexFormat.of().formatHex(digest.digest()))
        + "\n";
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
