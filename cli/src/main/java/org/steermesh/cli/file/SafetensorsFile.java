package org.steermesh.cli.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SequencedMap;

/** The safetensors format: the header's length, the header as JSON, the bytes of the tensors. */
public final class SafetensorsFile {

  private SafetensorsFile() {}

  /** Writes each list of rows, all of {@code width} float32, as a tensor [rows, width]. */
  public static void write(Path file, SequencedMap<String, List<float[]>> tensors, int width)
      throws IOException {
    byte[] header = header(tensors, width);
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    length.putLong(header.length);
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(length.array());
      out.write(header);
      for (List<float[]> rows : tensors.values()) {
        for (float[] row : rows) {
          out.write(FloatBytes.of(row));
        }
      }
    }
  }

  /** Padded with spaces, so that the tensors begin at a multiple of eight bytes. */
  private static byte[] header(SequencedMap<String, List<float[]>> tensors, int width) {
    JsonObject entries = new JsonObject();
    long offset = 0;
    for (var tensor : tensors.entrySet()) {
      long end = offset + (long) tensor.getValue().size() * width * Float.BYTES;
      JsonObject entry = new JsonObject();
      entry.addProperty("dtype", "F32");
      entry.add("shape", array(tensor.getValue().size(), width));
      entry.add("data_offsets", array(offset, end));
      entries.add(tensor.getKey(), entry);
      offset = end;
    }
    String text = entries.toString();
    int length = text.getBytes(UTF_8).length;
    return (text + " ".repeat((8 - length % 8) % 8)).getBytes(UTF_8);
  }

  private static JsonArray array(long first, long second) {
    JsonArray array = new JsonArray();
    array.add(first);
    array.add(second);
    return array;
  }
}
