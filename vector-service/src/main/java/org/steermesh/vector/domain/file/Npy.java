package org.steermesh.vector.domain.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** NumPy arrays of floats, little-endian and in C order: versions 1 to 3 of {@code .npy}. */
public final class Npy {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LARGEST_HEADER = 4096;
  private static final int ALIGNMENT = 64;

  /** What NumPy writes; a header of another form is refused rather than interpreted. */
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '([<>|=]?[a-zA-Z]\\d{1,3})', 'fortran_order': (True|False),"
              + " 'shape': \\(((?:\\d{1,10}, ?)*\\d{0,10})\\), ?\\}\\s*");

  private Npy() {}

  /**
   * Reads an array.
   *
   * @param format what the array was found in, for errors
   * @param name what to call it
   * @param limits of its numbers, as float32
   */
  static FileTensor read(VectorFileFormat format, String name, ByteBuffer file, FileLimits limits) {
    ByteCursor cursor = new ByteCursor(format, file);
    ByteBuffer magic = cursor.take(MAGIC.length);
    if (!magic.equals(ByteBuffer.wrap(MAGIC))) {
      throw InvalidFile.because(format, "an array does not begin with NUMPY");
    }
    int version = cursor.u8();
    cursor.u8();
    if (version < 1 || version > 3) {
      throw InvalidFile.because(format, "an array has version " + version + " of npy");
    }
    long length = version == 1 ? cursor.u16() : cursor.u32();
    Matcher header = HEADER.matcher(cursor.text(length, LARGEST_HEADER));
    if (!header.matches()) {
      throw InvalidFile.because(format, "the header of an array is not as NumPy writes it");
    }
    NumberForm form = NumberForm.ofNumpy(header.group(1));
    if (form == null) {
      throw InvalidFile.because(
          format, "an array is " + header.group(1) + "; <f4, <f2 and <f8 are read");
    }
    int[] shape =
        Arrays.stream(header.group(3).split(",", -1))
            .map(String::strip)
            .filter(size -> !size.isEmpty())
            .mapToLong(Long::parseLong)
            .mapToInt(size -> Shapes.size(format, size))
            .toArray();
    if (header.group(2).equals("True") && shape.length > 1) {
      throw InvalidFile.because(format, "an array is in Fortran order");
    }
    int count = Shapes.count(format, shape, cursor.remaining() / form.size());
    if ((long) count * form.size() != cursor.remaining()) {
      throw InvalidFile.because(format, "the bytes of an array are not those of its shape");
    }
    limits.checkBytes((long) count * Float.BYTES);
    return new FileTensor(name, shape, form.read(cursor.take((long) count * form.size())));
  }

  /** Reads a file of one array. */
  public static FileTensor read(ByteBuffer file, FileLimits limits) {
    return read(VectorFileFormat.NPY, "", file, limits);
  }

  /** A float32 array as a file. */
  public static void write(OutputStream to, float[] values, int... shape) throws IOException {
    parts("<f4", Parts.little(values), shape).writeTo(to);
  }

  /** A tensor as a file, its numbers as they are. */
  public static void write(OutputStream to, Safetensors.Packed tensor) throws IOException {
    parts(tensor).writeTo(to);
  }

  static Parts parts(Safetensors.Packed tensor) {
    String descr =
        switch (tensor.dtype()) {
          case "I32" -> "<i4";
          case "I64" -> "<i8";
          case "F16" -> "<f2";
          default -> "<f4";
        };
    return parts(descr, tensor.bytes(), tensor.shape());
  }

  private static Parts parts(String descr, ByteBuffer data, int... shape) {
    String sizes =
        Arrays.stream(shape).mapToObj(size -> size + ",").collect(Collectors.joining(" "));
    String said =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }"
            .formatted(descr, shape.length > 1 ? sizes.substring(0, sizes.length() - 1) : sizes);
    int fixed = MAGIC.length + 2 + Short.BYTES;
    int length = (fixed + said.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - fixed;
    ByteBuffer header = ByteBuffer.allocate(fixed + length).order(ByteOrder.LITTLE_ENDIAN);
    header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) length);
    String padded = said + " ".repeat(length - said.length() - 1) + "\n";
    header.put(padded.getBytes(StandardCharsets.US_ASCII)).flip();
    return new Parts(List.of(header, data));
  }
}
