package org.steermesh.cli.file;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** NumPy's file of one array, format version 1.0. */
public final class NpyFile {

  private static final int ALIGNMENT = 64;
  private static final int PREAMBLE = 10;

  private NpyFile() {}

  /** Writes {@code rows}, each of {@code width} float32, as an array of shape [rows, width]. */
  public static void write(Path file, List<float[]> rows, int width) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(header("(" + rows.size() + ", " + width + ")"));
      for (float[] row : rows) {
        out.write(FloatBytes.of(row));
      }
    }
  }

  /** Writes one vector of float32, as an array of shape [width]. */
  public static void write(Path file, float[] vector) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(header("(" + vector.length + ",)"));
      out.write(FloatBytes.of(vector));
    }
  }

  private static byte[] header(String shape) {
    String text = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }";
    int padding = ALIGNMENT - (PREAMBLE + text.length() + 1) % ALIGNMENT;
    String padded = text + " ".repeat(padding % ALIGNMENT) + "\n";
    ByteBuffer bytes =
        ByteBuffer.allocate(PREAMBLE + padded.length()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(US_ASCII)).put((byte) 1).put((byte) 0);
    bytes.putShort((short) padded.length()).put(padded.getBytes(US_ASCII));
    return bytes.array();
  }
}
