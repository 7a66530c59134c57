package org.steermesh.vector.domain.file;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What is done to a file: a few changes that a seed draws. Equal seeds do equal things. */
final class Mutation {

  private static final int MOST_CHANGES = 4;
  private static final int LONGEST_PIECE = 64;

  /** Sizes, counts and places that programs trip over. */
  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    2,
    8,
    31,
    127,
    128,
    255,
    256,
    4095,
    4096,
    4097,
    65535,
    65536,
    1_000_000_000,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 32,
    1L << 40,
    1L << 62,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    0x7fc00000,
    0x7f800000,
    0xff800000L
  };

  /** Bytes that mean something to one parser or another. */
  private static final byte[] SIGNS = latin("[]{}()\"'\\:,.0129-+eE/ \n\0RQtq}buscX");

  private final Random random;

  Mutation(long seed) {
    random = new Random(seed);
  }

  /**
   * A mutant. Of an archive, now and then, one of its entries is changed and the sums are right.
   *
   * @param origin whole file
   * @param other another one of its format, which may lend a piece
   */
  byte[] of(VectorFileFormat format, byte[] origin, byte[] other) {
    return switch (format) {
      case GGUF, SAFETENSORS, NPY -> changed(origin, other);
      case NPZ, TORCH, BUNDLE ->
          random.nextBoolean() ? changed(origin, other) : repacked(format, origin, other);
    };
  }

  private byte[] repacked(VectorFileFormat format, byte[] origin, byte[] other) {
    Map<String, byte[]> entries = entries(format, origin);
    List<String> names = List.copyOf(entries.keySet());
    List<byte[]> lenders = List.copyOf(entries(format, other).values());
    entries.computeIfPresent(
        names.get(random.nextInt(names.size())),
        (name, entry) -> changed(entry, lenders.get(random.nextInt(lenders.size()))));
    return Files.zip(entries);
  }

  private static Map<String, byte[]> entries(VectorFileFormat format, byte[] archive) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    ZipArchive.read(format, ByteBuffer.wrap(archive), Files.LIMITS)
        .forEach((name, content) -> {
          byte[] bytes = new byte[content.remaining()];
          content.duplicate().get(bytes);
          entries.put(name, bytes);
        });
    return entries;
  }

  private byte[] changed(byte[] origin, byte[] other) {
    byte[] mutant = origin.clone();
    int changes = 1 + random.nextInt(MOST_CHANGES);
    for (int i = 0; i < changes; i++) {
      mutant = changedOnce(mutant, other);
    }
    return mutant;
  }

  private byte[] changedOnce(byte[] bytes, byte[] other) {
    if (bytes.length == 0) {
      return other.clone();
    }
    int at = random.nextInt(bytes.length);
    int to = Math.min(bytes.length, at + 1 + random.nextInt(LONGEST_PIECE));
    return switch (random.nextInt(9)) {
      case 0 -> with(bytes, at, (byte) (bytes[at] ^ 1 << random.nextInt(8)));
      case 1 -> with(bytes, at, (byte) random.nextInt(256));
      case 2 -> with(bytes, at, SIGNS[random.nextInt(SIGNS.length)]);
      case 3 -> withNumber(bytes, at);
      case 4 -> Arrays.copyOf(bytes, at);
      case 5 -> joined(bytes, at, bytes, to, bytes.length);
      case 6 -> joined(bytes, to, bytes, at, bytes.length);
      case 7 -> joined(bytes, at, other, Math.min(at, other.length), other.length);
      default -> {
        byte[] mutant = bytes.clone();
        int from = random.nextInt(bytes.length);
        System.arraycopy(bytes, from, mutant, at, Math.min(to - at, bytes.length - from));
        yield mutant;
      }
    };
  }

  private static byte[] with(byte[] bytes, int at, byte value) {
    byte[] mutant = bytes.clone();
    mutant[at] = value;
    return mutant;
  }

  private byte[] withNumber(byte[] bytes, int at) {
    ByteBuffer number = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    number.putLong(0, NUMBERS[random.nextInt(NUMBERS.length)]);
    int size = Math.min(bytes.length - at, 1 << random.nextInt(4));
    byte[] mutant = bytes.clone();
    System.arraycopy(number.array(), 0, mutant, at, size);
    return mutant;
  }

  /** The beginning of a file, and a part of it or of another. */
  private static byte[] joined(byte[] head, int end, byte[] tail, int from, int to) {
    ByteArrayOutputStream mutant = new ByteArrayOutputStream();
    mutant.write(head, 0, end);
    mutant.write(tail, from, to - from);
    return mutant.toByteArray();
  }

  private static byte[] latin(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
