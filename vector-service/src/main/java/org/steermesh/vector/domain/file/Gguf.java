package org.steermesh.vector.domain.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Control vectors of llama.cpp: GGUF 2 or 3 with the architecture {@code controlvector} and float32
 * tensors {@code direction.N} of one dimension, N from 1, added to the output of block N.
 *
 * @param modelHint {@code controlvector.model_hint}, may be empty
 * @param directions by N
 */
public record Gguf(String modelHint, SortedMap<Integer, float[]> directions) {

  private static final VectorFileFormat FORMAT = VectorFileFormat.GGUF;
  private static final int MAGIC = 0x46554747;
  private static final int VERSION = 3;
  private static final int ALIGNMENT = 32;
  private static final int MOST_ALIGNMENT = 1 << 16;
  private static final int MOST_KEYS = 4096;
  private static final int LONGEST_NAME = 256;
  private static final int LONGEST_TEXT = 1 << 16;
  private static final int TYPE_STRING = 8;
  private static final int TYPE_ARRAY = 9;
  private static final int TYPE_U32 = 4;
  private static final int TYPE_I32 = 5;

  /** Bytes of a value by its type; 0 for texts and arrays, which tell theirs. */
  private static final int[] SIZES = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

  private static final Pattern DIRECTION = Pattern.compile("direction\\.([1-9]\\d{0,3})");

  /** Reads a file. */
  public static Gguf read(ByteBuffer file, FileLimits limits) {
    ByteCursor cursor = new ByteCursor(FORMAT, file);
    if (cursor.i32() != MAGIC) {
      throw InvalidFile.because(FORMAT, "it does not begin with GGUF");
    }
    int version = cursor.i32();
    if (version != 2 && version != VERSION) {
      throw InvalidFile.because(FORMAT, "it has version " + version + "; 2 and 3 are read");
    }
    long tensors = cursor.i64();
    long keys = cursor.i64();
    limits.checkTensors(FORMAT, tensors);
    if (keys < 0 || keys > MOST_KEYS) {
      throw InvalidFile.because(
          FORMAT, "it says that it has " + Long.toUnsignedString(keys) + " keys");
    }
    Keys found = Keys.read(cursor, (int) keys);
    if (!found.texts.getOrDefault("general.architecture", "").equals("controlvector")) {
      throw InvalidFile.because(FORMAT, "its general.architecture is not controlvector");
    }
    String hint = found.texts.getOrDefault("controlvector.model_hint", "");
    if (hint.length() > LONGEST_NAME || hint.chars().anyMatch(Character::isISOControl)) {
      throw InvalidFile.because(
          FORMAT, "its model_hint has control characters, or more than " + LONGEST_NAME);
    }
    List<TensorInfo> infos = new ArrayList<>();
    for (int i = 0; i < tensors; i++) {
      infos.add(TensorInfo.read(cursor));
    }
    long start = (cursor.position() + found.alignment - 1L) / found.alignment * found.alignment;
    return new Gguf(hint, values(cursor, infos, start));
  }

  private static SortedMap<Integer, float[]> values(
      ByteCursor cursor, List<TensorInfo> infos, long start) {
    List<Shapes.Extent> extents = new ArrayList<>();
    SortedMap<Integer, ByteBuffer> places = new TreeMap<>();
    for (TensorInfo info : infos) {
      long bytes = (long) info.width * Float.BYTES;
      if (info.offset < 0 || info.offset > Integer.MAX_VALUE) {
        throw InvalidFile.because(FORMAT, "the bytes of a tensor lie outside of it");
      }
      extents.add(new Shapes.Extent(info.offset, info.offset + bytes));
      if (places.put(info.number, cursor.at(start + info.offset, bytes)) != null) {
        throw InvalidFile.because(FORMAT, "direction." + info.number + " is there twice");
      }
    }
    // Before anything is read: tensors that do not overlap are together no larger than the file.
    Shapes.checkApart(FORMAT, extents);
    SortedMap<Integer, float[]> directions = new TreeMap<>();
    places.forEach((number, data) -> directions.put(number, NumberForm.F32.read(data)));
    return directions;
  }

  /** What stands before the tensors; of most keys only their length is looked at. */
  private record Keys(Map<String, String> texts, int alignment) {

    static Keys read(ByteCursor cursor, int count) {
      Map<String, String> texts = new TreeMap<>();
      Set<String> seen = new HashSet<>();
      int alignment = ALIGNMENT;
      for (int i = 0; i < count; i++) {
        String key = cursor.text(cursor.i64(), LONGEST_NAME);
        if (!seen.add(key)) {
          throw InvalidFile.because(FORMAT, "a key is there twice");
        }
        int type = cursor.i32();
        if (type == TYPE_STRING) {
          texts.put(key, cursor.text(cursor.i64(), LONGEST_TEXT));
        } else if (key.equals("general.alignment") && type == TYPE_U32) {
          alignment = checkedAlignment(cursor.u32());
        } else {
          skip(cursor, type);
        }
      }
      return new Keys(texts, alignment);
    }

    private static int checkedAlignment(long alignment) {
      if (alignment < 8 || alignment > MOST_ALIGNMENT || Long.bitCount(alignment) != 1) {
        throw InvalidFile.because(FORMAT, "its alignment is " + alignment);
      }
      return (int) alignment;
    }

    private static void skip(ByteCursor cursor, int type) {
      if (type != TYPE_ARRAY) {
        cursor.skip(size(type));
        return;
      }
      int element = cursor.i32();
      long count = cursor.i64();
      if (count < 0 || count > cursor.remaining()) {
        throw InvalidFile.because(
            FORMAT, "a list of " + Long.toUnsignedString(count) + " does not fit into it");
      }
      if (element == TYPE_STRING) {
        for (long i = 0; i < count; i++) {
          cursor.skip(cursor.i64());
        }
      } else {
        cursor.skip(count * size(element));
      }
    }

    private static int size(int type) {
      if (type < 0 || type >= SIZES.length || SIZES[type] == 0) {
        throw InvalidFile.because(FORMAT, "a value has the type " + type);
      }
      return SIZES[type];
    }
  }

  /** What is said of a tensor. */
  private record TensorInfo(int number, int width, long offset) {

    static TensorInfo read(ByteCursor cursor) {
      String name = cursor.text(cursor.i64(), LONGEST_NAME);
      var matcher = DIRECTION.matcher(name);
      if (!matcher.matches()) {
        throw InvalidFile.because(
            FORMAT, "a tensor's name is not direction.N with N from 1 to 9999");
      }
      int dimensions = cursor.i32();
      if (dimensions != 1) {
        throw InvalidFile.because(FORMAT, name + " has " + dimensions + " dimensions, not 1");
      }
      int width = Shapes.size(FORMAT, cursor.i64());
      int type = cursor.i32();
      if (type != 0) {
        throw InvalidFile.because(FORMAT, name + " is not float32");
      }
      return new TensorInfo(Integer.parseInt(matcher.group(1)), width, cursor.i64());
    }
  }

  /**
   * The file.
   *
   * @param notes more keys with texts, for people
   */
  public void write(Map<String, String> notes, OutputStream to) throws IOException {
    Out out = new Out(to);
    out.i32(MAGIC).i32(VERSION).i64(directions.size()).i64(3L + notes.size());
    out.key("general.architecture", "controlvector");
    out.key("controlvector.model_hint", modelHint);
    out.text("controlvector.layer_count").i32(TYPE_I32).i32(directions.size());
    for (Map.Entry<String, String> note : new TreeMap<>(notes).entrySet()) {
      out.key(note.getKey(), note.getValue());
    }
    long offset = 0;
    for (Map.Entry<Integer, float[]> each : directions.entrySet()) {
      out.text("direction." + each.getKey()).i32(1).i64(each.getValue().length).i32(0).i64(offset);
      offset += padded((long) each.getValue().length * Float.BYTES);
    }
    out.pad();
    for (float[] values : directions.values()) {
      out.floats(values).pad();
    }
  }

  private static long padded(long size) {
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** Writes little-endian. */
  private static final class Out {

    private final OutputStream to;
    private long size;

    Out(OutputStream to) {
      this.to = to;
    }

    Out i32(int value) throws IOException {
      return bytes(little(Integer.BYTES).putInt(value).array());
    }

    Out i64(long value) throws IOException {
      return bytes(little(Long.BYTES).putLong(value).array());
    }

    Out text(String text) throws IOException {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      return i64(utf8.length).bytes(utf8);
    }

    void key(String key, String value) throws IOException {
      text(key).i32(TYPE_STRING).text(value);
    }

    Out floats(float[] values) throws IOException {
      return bytes(Parts.little(values).array());
    }

    void pad() throws IOException {
      bytes(new byte[(int) (padded(size) - size)]);
    }

    private Out bytes(byte[] bytes) throws IOException {
      to.write(bytes);
      size += bytes.length;
      return this;
    }

    private static ByteBuffer little(int size) {
      return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
  }
}
