package org.steermesh.vector.domain.file;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A zip in memory. Its directory is believed in nothing: sizes are checked before anything is
 * unpacked, sums after, and what all packed entries unpack to together is bounded.
 */
final class ZipArchive {

  private static final int END = 0x06054b50;
  private static final int ENTRY = 0x02014b50;
  private static final int LOCAL = 0x04034b50;
  private static final int END_SIZE = 22;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final int LONGEST_NAME = 256;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;
  private static final int ENCRYPTED = 1;

  /** Before this date a zip cannot say one; the same bytes whenever it is written. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private ZipArchive() {}

  /** The files of an archive by their names, in its order; folders are left out. */
  static Map<String, ByteBuffer> read(VectorFileFormat format, ByteBuffer file, FileLimits limits) {
    ByteCursor cursor = new ByteCursor(format, file);
    int end = findEnd(format, cursor);
    cursor.moveTo(end + 10L);
    int count = cursor.u16();
    long size = cursor.u32();
    long start = cursor.u32();
    limits.checkTensors(format, count);
    if (start + size > end) {
      throw InvalidFile.because(format, "the directory of the zip lies outside of it");
    }
    cursor.moveTo(start);
    Map<String, ByteBuffer> entries = new LinkedHashMap<>();
    long packed = 0;
    long unpacked = 0;
    for (int i = 0; i < count; i++) {
      Entry entry = Entry.read(format, cursor);
      packed += entry.packed;
      if (packed > end) {
        throw InvalidFile.because(format, "entries of the zip overlap");
      }
      unpacked += entry.inMemory();
      limits.checkBytes(unpacked);
      if (!entry.name.endsWith("/")
          && entries.put(entry.name, entry.unpack(format, cursor)) != null) {
        throw InvalidFile.because(format, "the zip has two entries of one name");
      }
    }
    return entries;
  }

  private static int findEnd(VectorFileFormat format, ByteCursor cursor) {
    int length = cursor.remaining();
    int lowest = Math.max(0, length - END_SIZE - LONGEST_COMMENT);
    for (int at = length - END_SIZE; at >= lowest; at--) {
      if (cursor.at(at, Integer.BYTES).getInt() == END) {
        return at;
      }
    }
    throw InvalidFile.because(format, "it is not a zip, or not a whole one");
  }

  /** What the directory says of an entry. */
  private record Entry(String name, int method, long crc, long packed, long size, long local) {

    static Entry read(VectorFileFormat format, ByteCursor cursor) {
      if (cursor.i32() != ENTRY) {
        throw InvalidFile.because(format, "the directory of the zip is broken");
      }
      cursor.skip(4);
      int flags = cursor.u16();
      int method = cursor.u16();
      cursor.skip(4);
      long crc = cursor.u32();
      long packed = cursor.u32();
      long size = cursor.u32();
      int nameLength = cursor.u16();
      int more = cursor.u16() + cursor.u16();
      cursor.skip(8);
      long local = cursor.u32();
      String name = cursor.text(nameLength, LONGEST_NAME);
      cursor.skip(more);
      if ((flags & ENCRYPTED) != 0 || (method != STORED && method != DEFLATED)) {
        throw InvalidFile.because(format, "an entry of the zip is encrypted or packed oddly");
      }
      checkName(format, name);
      return new Entry(name, method, crc, packed, size, local);
    }

    /** Nothing is ever unpacked to disk; such a name still means harm. */
    private static void checkName(VectorFileFormat format, String name) {
      if (name.isEmpty()
          || name.startsWith("/")
          || name.indexOf('\\') >= 0
          || name.indexOf(':') >= 0
          || name.chars().anyMatch(Character::isISOControl)
          || ("/" + name + "/").contains("/../")) {
        throw InvalidFile.because(format, "an entry of the zip has a name that leads elsewhere");
      }
    }

    /** Bytes beside those of the file: an entry that is not packed stays where it is. */
    long inMemory() {
      return method == STORED ? 0 : size;
    }

    ByteBuffer unpack(VectorFileFormat format, ByteCursor cursor) {
      ByteBuffer header = cursor.at(local, 30);
      if (header.getInt(0) != LOCAL) {
        throw InvalidFile.because(format, "an entry of the zip is not where its directory says");
      }
      int before = 30 + (header.getShort(26) & 0xffff) + (header.getShort(28) & 0xffff);
      ByteBuffer data = cursor.at(local + before, packed);
      ByteBuffer bytes = method == STORED ? stored(format, data) : inflated(format, data);
      CRC32 sum = new CRC32();
      sum.update(bytes.duplicate());
      if (sum.getValue() != crc) {
        throw InvalidFile.because(format, "the check sum of an entry of the zip is wrong");
      }
      return bytes;
    }

    private ByteBuffer stored(VectorFileFormat format, ByteBuffer data) {
      if (packed != size) {
        throw InvalidFile.because(format, "an entry of the zip lies about its size");
      }
      return data;
    }

    /** The size was checked against the bound, so that it can be allocated. */
    private ByteBuffer inflated(VectorFileFormat format, ByteBuffer data) {
      // Deflate packs at most about 1:1032; what promises more lies.
      if (size > 1100 * (packed + 1)) {
        throw InvalidFile.because(format, "an entry of the zip lies about its size");
      }
      byte[] bytes = new byte[(int) size];
      try (Inflater inflater = new Inflater(true)) {
        inflater.setInput(data);
        int done = 0;
        while (done < bytes.length) {
          int count = inflater.inflate(bytes, done, bytes.length - done);
          if (count == 0) {
            throw InvalidFile.because(format, "an entry of the zip lies about its size");
          }
          done += count;
        }
        byte[] beyond = new byte[1];
        if (inflater.inflate(beyond) != 0 || !inflater.finished()) {
          throw InvalidFile.because(format, "an entry of the zip lies about its size");
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      } catch (DataFormatException e) {
        throw InvalidFile.because(format, "an entry of the zip does not unpack").causedBy(e);
      }
    }
  }

  /** An archive of entries that are not packed, in their order. */
  static void write(OutputStream to, Map<String, Parts> entries) throws IOException {
    // Closed for the memory of its deflater, also where the reader has gone.
    try (ZipOutputStream zip = new ZipOutputStream(new StaysOpen(to))) {
      for (Map.Entry<String, Parts> each : entries.entrySet()) {
        Parts content = each.getValue();
        ZipEntry entry = new ZipEntry(each.getKey());
        entry.setMethod(ZipEntry.STORED);
        entry.setTimeLocal(NO_TIME);
        entry.setSize(content.size());
        entry.setCompressedSize(content.size());
        entry.setCrc(content.crc32());
        zip.putNextEntry(entry);
        content.writeTo(zip);
        zip.closeEntry();
      }
    }
  }

  /** Somebody else's, who closes it. */
  private static final class StaysOpen extends FilterOutputStream {

    StaysOpen(OutputStream to) {
      super(to);
    }

    @Override
    public void write(byte[] bytes, int start, int count) throws IOException {
      out.write(bytes, start, count);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
