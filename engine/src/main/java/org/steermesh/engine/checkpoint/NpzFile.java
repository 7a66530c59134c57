package org.steermesh.engine.checkpoint;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;

/**
 * Reads a NumPy archive as {@code numpy.savez} writes it: a zip of {@code NAME.npy} entries, stored
 * as they are. The file is mapped, so an array of any size costs nothing until it is read; a
 * compressed entry cannot be mapped and is refused. Names, sizes and places are checked against
 * each other; checksums are not, since that would read every byte. Larger than 4 GiB is allowed
 * (zip64).
 */
public final class NpzFile {

  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int END_64 = 0x06064b50;
  private static final int LOCATOR_64 = 0x07064b50;

  private static final int LOCAL_BYTES = 30;
  private static final int CENTRAL_BYTES = 46;
  private static final int END_BYTES = 22;
  private static final int LOCATOR_BYTES = 20;
  private static final int END_64_BYTES = 56;

  private static final int MAX_ENTRIES = 64;
  private static final int UTF8_FLAG = 1 << 11;
  private static final int ZIP64_FIELD = 1;

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}\\.npy");

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final String name;
  private final MemorySegment file;

  private NpzFile(String name, MemorySegment file) {
    this.name = name;
    this.file = file;
  }

  /** Where the entries are listed. */
  private record Directory(long begin, long bytes, long entries) {}

  /** One entry: where its local header begins, and its bytes. */
  private record Entry(String name, long header, long begin, long end) {}

  /** What an entry is said to be before its size fields are widened. */
  private record Sizes(long stored, long plain, long header) {}

  /**
   * Maps a file and lists its arrays in the order of their bytes.
   *
   * @param arena keeps the file mapped until it is closed
   * @throws EngineException when the file is absent, damaged, compressed, or holds anything but
   *     arrays of floats
   */
  public static List<StoredTensor> open(Path path, Arena arena) {
    String name = String.valueOf(path.getFileName());
    if (!Files.isRegularFile(path)) {
      throw new EngineException(EngineReason.CHECKPOINT_MISSING, "there is no file " + name);
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      MemorySegment file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      return new NpzFile(name, file).read();
    } catch (IOException e) {
      throw StrictJson.invalid(name + " cannot be mapped: " + e.getMessage());
    }
  }

  private List<StoredTensor> read() {
    Directory directory = directory();
    List<Entry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    long at = directory.begin();
    for (long i = 0; i < directory.entries(); i++) {
      require(at, CENTRAL_BYTES, CENTRAL, "its list of entries");
      Entry entry = entry(at, directory.begin());
      if (!names.add(entry.name())) {
        throw invalid("holds two entries " + entry.name());
      }
      entries.add(entry);
      at += CENTRAL_BYTES + unsigned(at + 28) + unsigned(at + 30) + unsigned(at + 32);
    }
    if (at != directory.begin() + directory.bytes()) {
      throw invalid("has a list of entries that does not end where it says");
    }
    checkNoOverlap(entries, directory.begin());
    return entries.stream().map(this::tensor).toList();
  }

  private StoredTensor tensor(Entry entry) {
    String array = entry.name().substring(0, entry.name().length() - ".npy".length());
    return NpyHeader.tensor(
        array, name + ": array " + array, file.asSlice(entry.begin(), entry.end() - entry.begin()));
  }

  private Directory directory() {
    long end = file.byteSize() - END_BYTES;
    if (end < 0 || file.get(INT, end) != END) {
      throw invalid("is not an archive of numpy.savez: it does not end as a zip without comment");
    }
    if (file.get(INT, end + 4) != 0 || unsigned(end + 20) != 0) {
      throw invalid("is a zip of several parts or with a comment; one plain file is allowed");
    }
    Directory small =
        new Directory(
            Integer.toUnsignedLong(file.get(INT, end + 16)),
            Integer.toUnsignedLong(file.get(INT, end + 12)),
            unsigned(end + 10));
    boolean large =
        small.begin() == 0xFFFFFFFFL || small.bytes() == 0xFFFFFFFFL || small.entries() == 0xFFFF;
    Directory found = large ? large(end) : small;
    long limit = large ? end - LOCATOR_BYTES - END_64_BYTES : end;
    if (found.entries() < 1 || found.entries() > MAX_ENTRIES) {
      throw invalid("says it has " + found.entries() + " entries; 1 to " + MAX_ENTRIES);
    }
    if (found.begin() < 0 || found.bytes() < 0 || found.bytes() != limit - found.begin()) {
      throw invalid("says its list of entries is where it is not");
    }
    return found;
  }

  private Directory large(long end) {
    long locator = end - LOCATOR_BYTES;
    require(locator, LOCATOR_BYTES, LOCATOR_64, "the place of its zip64 end");
    long at = file.get(LONG, locator + 8);
    if (at != locator - END_64_BYTES) {
      throw invalid("has a zip64 end that is not where it says");
    }
    require(at, END_64_BYTES, END_64, "its zip64 end");
    return new Directory(file.get(LONG, at + 48), file.get(LONG, at + 40), file.get(LONG, at + 32));
  }

  private Entry entry(long at, long limit) {
    int nameBytes = unsigned(at + 28);
    long extra = at + CENTRAL_BYTES + nameBytes;
    int extraBytes = unsigned(at + 30);
    checkInside(at + CENTRAL_BYTES, (long) nameBytes + extraBytes, "an entry");
    String entry = text(at + CENTRAL_BYTES, nameBytes);
    if (!NAME.matcher(entry).matches()) {
      throw invalid("has an entry '" + entry + "'; plain names such as W_enc.npy are allowed");
    }
    int flags = unsigned(at + 8) & ~UTF8_FLAG;
    int method = unsigned(at + 10);
    if (method != 0 || flags != 0) {
      throw invalid(
          "has the entry "
              + entry
              + (method != 0 ? " compressed (method " + method : " with flags (" + flags)
              + "); only stored entries can be mapped: write it with numpy.savez, not"
              + " savez_compressed");
    }
    Sizes sizes = widened(at, extra, extraBytes);
    if (sizes.stored() != sizes.plain()) {
      throw invalid("says two sizes of the stored entry " + entry);
    }
    return located(entry, sizes, limit);
  }

  /** Sizes and place of an entry; those that do not fit 32 bits are in the zip64 field. */
  private Sizes widened(long at, long extra, int extraBytes) {
    long plain = Integer.toUnsignedLong(file.get(INT, at + 24));
    long stored = Integer.toUnsignedLong(file.get(INT, at + 20));
    long header = Integer.toUnsignedLong(file.get(INT, at + 42));
    long field = extra;
    while (field + 4 <= extra + extraBytes && unsigned(field) != ZIP64_FIELD) {
      field += 4 + unsigned(field + 2);
    }
    long next = field + 4;
    long end =
        Math.min(extra + extraBytes, next + (next <= extra + extraBytes ? unsigned(field + 2) : 0));
    long[] values = {plain, stored, header};
    for (int i = 0; i < values.length; i++) {
      if (values[i] == 0xFFFFFFFFL) {
        if (next + Long.BYTES > end) {
          throw invalid("has an entry beyond 4 GiB without its zip64 sizes");
        }
        values[i] = file.get(LONG, next);
        next += Long.BYTES;
      }
    }
    return new Sizes(values[1], values[0], values[2]);
  }

  private Entry located(String entry, Sizes sizes, long limit) {
    long header = sizes.header();
    if (header < 0 || sizes.plain() < 0 || header > limit - LOCAL_BYTES) {
      throw invalid("says that the entry " + entry + " is outside the file");
    }
    require(header, LOCAL_BYTES, LOCAL, "the entry " + entry);
    int nameBytes = unsigned(header + 26);
    long begin = header + LOCAL_BYTES + nameBytes + unsigned(header + 28);
    if (begin > limit || sizes.plain() > limit - begin) {
      throw invalid(
          "says that the entry "
              + entry
              + " has "
              + sizes.plain()
              + " bytes; "
              + Math.max(0, limit - begin)
              + " are left");
    }
    if (!text(header + LOCAL_BYTES, nameBytes).equals(entry) || unsigned(header + 8) != 0) {
      throw invalid("contradicts itself about the entry " + entry);
    }
    return new Entry(entry, header, begin, begin + sizes.plain());
  }

  /** Sorts by place; entries that share bytes, and bytes of none, are refused. */
  private void checkNoOverlap(List<Entry> entries, long limit) {
    entries.sort(Comparator.comparingLong(Entry::header));
    long reached = 0;
    for (Entry entry : entries) {
      if (entry.header() != reached) {
        throw invalid(
            "has the entry "
                + entry.name()
                + " at byte "
                + entry.header()
                + "; the one before ends at "
                + reached);
      }
      reached = entry.end();
    }
    if (reached != limit) {
      throw invalid("has " + (limit - reached) + " bytes after its last entry");
    }
  }

  private void require(long at, long bytes, int signature, String what) {
    checkInside(at, bytes, what);
    if (file.get(INT, at) != signature) {
      throw invalid("does not have " + what + " where it says");
    }
  }

  private void checkInside(long at, long bytes, String what) {
    if (at < 0 || bytes > file.byteSize() - at) {
      throw invalid("is cut off inside " + what);
    }
  }

  private int unsigned(long at) {
    return Short.toUnsignedInt(file.get(SHORT, at));
  }

  private String text(long at, int bytes) {
    checkInside(at, bytes, "a name");
    return new String(
        file.asSlice(at, bytes).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
  }

  private EngineException invalid(String message) {
    return StrictJson.invalid(name + " " + message);
  }
}
