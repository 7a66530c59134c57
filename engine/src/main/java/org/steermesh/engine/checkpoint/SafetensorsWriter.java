package org.steermesh.engine.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Writes tensors as one safetensors file: eight bytes of header length, a JSON header padded to a
 * multiple of eight, then the tensors' bytes, little-endian and row-major, without holes.
 */
public final class SafetensorsWriter {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final int ALIGNMENT = 8;

  private SafetensorsWriter() {}

  /**
   * A named tensor.
   *
   * @param name unique in its file
   * @param shape dimensions; their product is the number of values
   * @param values float32, row-major
   */
  public record NamedTensor(String name, List<Integer> shape, float[] values) {

    /** Refuses a shape that does not hold the values. */
    public NamedTensor {
      shape = List.copyOf(shape);
      long size = shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
      if (size != values.length) {
        throw new IllegalArgumentException(
            name + " has shape " + shape + " but " + values.length + " values");
      }
    }

    private StreamedTensor streamed() {
      return new StreamedTensor(name, "F32", shape, (bytes, out) -> out.write(littleEndian()));
    }

    private byte[] littleEndian() {
      byte[] bytes = new byte[Math.multiplyExact(values.length, Float.BYTES)];
      SafetensorsWriter.littleEndian(bytes).asFloatBuffer().put(values);
      return bytes;
    }
  }

  /**
   * A tensor that is made while it is written.
   *
   * @param name unique in its file
   * @param dtype as the format writes it: F32, F16 or BF16
   * @param shape dimensions
   * @param content its bytes, little-endian and row-major
   */
  public record StreamedTensor(String name, String dtype, List<Integer> shape, Content content) {

    /** Copies the shape. */
    public StreamedTensor {
      shape = List.copyOf(shape);
    }

    private long bytes() {
      long element = dtype.equals("F32") ? Float.BYTES : Short.BYTES;
      return shape.stream().mapToLong(Integer::longValue).reduce(element, Math::multiplyExact);
    }
  }

  /** Writes the bytes of a tensor. */
  public interface Content {

    /** Writes exactly so many bytes. */
    void write(long bytes, OutputStream out) throws IOException;
  }

  /**
   * Writes the tensors in the given order; the file appears whole or not at all.
   *
   * @throws IOException when the folder cannot be written
   */
  public static void write(Path file, List<NamedTensor> tensors) throws IOException {
    writeStreamed(file, tensors.stream().map(NamedTensor::streamed).toList());
  }

  /**
   * The same for tensors that need not be in memory together.
   *
   * @throws IOException when the folder cannot be written
   */
  public static void writeStreamed(Path file, List<StreamedTensor> tensors) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary), 1 << 20)) {
      byte[] header = header(tensors);
      byte[] length = new byte[Long.BYTES];
      littleEndian(length).putLong(header.length);
      out.write(length);
      out.write(header);
      for (StreamedTensor tensor : tensors) {
        tensor.content().write(tensor.bytes(), out);
      }
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static byte[] header(List<StreamedTensor> tensors) throws IOException {
    ObjectNode header = JSON.createObjectNode();
    header.putObject("__metadata__").put("format", "pt");
    long offset = 0;
    for (StreamedTensor tensor : tensors) {
      ObjectNode entry = header.putObject(tensor.name());
      entry.put("dtype", tensor.dtype());
      tensor.shape().forEach(entry.withArray("shape")::add);
      entry.withArray("data_offsets").add(offset).add(offset + tensor.bytes());
      offset += tensor.bytes();
    }
    String json = JSON.writeValueAsString(header);
    int length = json.getBytes(StandardCharsets.UTF_8).length;
    return (json + " ".repeat(Math.floorMod(-length, ALIGNMENT))).getBytes(StandardCharsets.UTF_8);
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
