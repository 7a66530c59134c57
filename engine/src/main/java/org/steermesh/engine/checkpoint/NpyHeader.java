package org.steermesh.engine.checkpoint;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.steermesh.engine.EngineException;

/**
 * The header of a NumPy array file: magic, version, length, and a Python dictionary of three
 * entries as text. The text is matched, never evaluated; arrays of Python objects, whose bytes are
 * a pickle, are refused.
 */
final class NpyHeader {

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_BYTES = 1 << 12;
  private static final int MAX_RANK = 8;

  private static final Pattern DICTIONARY =
      Pattern.compile(
          "\\{ *'descr' *: *(?:'([^']{1,20})'|(\\[.*])) *, *'fortran_order' *: *(True|False) *,"
              + " *'shape' *: *\\(([0-9, ]*)\\) *,? *} *\\n?",
          Pattern.DOTALL);

  private static final Map<String, String> DTYPES =
      Map.of("<f2", "F16", "<f4", "F32", "<f8", "F64");

  private final String place;
  private final MemorySegment entry;

  private NpyHeader(String place, MemorySegment entry) {
    this.place = place;
    this.entry = entry;
  }

  /**
   * The array that an entry of an archive holds.
   *
   * @param name of the array, without {@code .npy}
   * @param place the archive and the array, for refusals
   * @param entry all bytes of the entry
   */
  static StoredTensor tensor(String name, String place, MemorySegment entry) {
    return new NpyHeader(place, entry).read(name);
  }

  private StoredTensor read(String name) {
    int begin = begin();
    int length = length(begin);
    long data = begin + (long) length;
    byte[] bytes = entry.asSlice(begin, length).toArray(ValueLayout.JAVA_BYTE);
    Matcher header = DICTIONARY.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
    if (!header.matches()) {
      throw invalid("has a header that is no {'descr', 'fortran_order', 'shape'} of NumPy");
    }
    String dtype = dtype(header.group(1) == null ? header.group(2) : header.group(1));
    if (header.group(3).equals("True")) {
      throw invalid(
          "is stored column by column (fortran_order); save numpy.ascontiguousarray of it");
    }
    long[] shape = shape(header.group(4));
    long wanted = byteSize(shape, dtype.equals("F16") ? 2 : dtype.equals("F32") ? 4 : 8);
    if (entry.byteSize() - data != wanted) {
      throw invalid(
          "of shape ("
              + header.group(4)
              + ") needs "
              + wanted
              + " bytes of "
              + dtype
              + "; the entry holds "
              + (entry.byteSize() - data));
    }
    return new StoredTensor(name, dtype, shape, entry.asSlice(data, wanted));
  }

  /** Where the text begins: after the magic, the version and the length. */
  private int begin() {
    int least = MAGIC.length + 2 + Short.BYTES;
    if (entry.byteSize() < least + 2
        || entry.asSlice(0, MAGIC.length).mismatch(MemorySegment.ofArray(MAGIC)) >= 0) {
      throw invalid("is not a NumPy array: its first bytes are not those of one");
    }
    int major = entry.get(ValueLayout.JAVA_BYTE, MAGIC.length);
    if (major < 1 || major > 3) {
      throw invalid("has format version " + major + "; 1, 2 and 3 are known");
    }
    return major == 1 ? least : least + 2;
  }

  private int length(int begin) {
    int short16 = begin - Short.BYTES;
    long length =
        begin == MAGIC.length + 2 + Short.BYTES
            ? Short.toUnsignedInt(entry.get(SHORT, short16))
            : Integer.toUnsignedLong(entry.get(INT, begin - (long) Integer.BYTES));
    if (length > Math.min(MAX_BYTES, entry.byteSize() - begin)) {
      throw invalid("says its header has " + length + " bytes; at most " + MAX_BYTES);
    }
    return (int) length;
  }

  private String dtype(String described) {
    if (described.startsWith("|O") || described.startsWith("O")) {
      throw invalid("holds Python objects, a pickle; such arrays are never read");
    }
    String dtype = DTYPES.get(described);
    if (dtype == null) {
      throw invalid(
          "has elements '"
              + (described.length() > 40 ? described.substring(0, 40) + "..." : described)
              + "'; allowed are <f4, <f2 and <f8, little-endian floats");
    }
    return dtype;
  }

  private long[] shape(String extents) {
    String[] parts = extents.isBlank() ? new String[0] : extents.split(",", -1);
    int rank =
        parts.length > 0 && parts[parts.length - 1].isBlank() ? parts.length - 1 : parts.length;
    if (rank > MAX_RANK) {
      throw invalid("has " + rank + " extents; at most " + MAX_RANK);
    }
    long[] shape = new long[rank];
    try {
      for (int i = 0; i < rank; i++) {
        shape[i] = Long.parseLong(parts[i].trim());
      }
    } catch (NumberFormatException e) {
      throw invalid("has the shape (" + extents + "), which is none");
    }
    return shape;
  }

  private long byteSize(long[] shape, int bytes) {
    try {
      long size = bytes;
      for (long extent : shape) {
        size = Math.multiplyExact(size, extent);
      }
      return size;
    } catch (ArithmeticException e) {
      throw invalid("has a shape whose size overflows");
    }
  }

  private EngineException invalid(String message) {
    return StrictJson.invalid(place + " " + message);
  }
}
