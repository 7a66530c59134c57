package org.steermesh.vector.domain.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Safetensors: the length of a JSON header (uint64), the header, the bytes of the tensors.
 *
 * @param metadata texts beside the tensors
 * @param tensors by name, in the order of the file
 */
public record Safetensors(Map<String, String> metadata, Map<String, Packed> tensors) {

  private static final VectorFileFormat FORMAT = VectorFileFormat.SAFETENSORS;
  private static final int LARGEST_HEADER = 1 << 20;
  private static final String METADATA = "__metadata__";

  /** So that the bytes of the tensors are aligned. */
  private static final int ALIGNMENT = 64;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              com.fasterxml.jackson.core.JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(4)
                          .maxNameLength(256)
                          .maxStringLength(1 << 16)
                          .maxNumberLength(20)
                          .build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  /**
   * A tensor as it lies in the file.
   *
   * @param dtype as safetensors writes it
   * @param shape sizes
   * @param bytes little-endian, not to be changed
   */
  public record Packed(String dtype, int[] shape, ByteBuffer bytes) {

    /** A float32 tensor. */
    public static Packed of(float[] values, int... shape) {
      return new Packed("F32", shape, Parts.little(values));
    }

    /** Float32 numbers that lie somewhere, little-endian. */
    public static Packed of(ByteBuffer floats, int... shape) {
      return new Packed("F32", shape, floats);
    }

    /** Float16 numbers that lie somewhere, little-endian. */
    public static Packed ofHalves(ByteBuffer halves, int... shape) {
      return new Packed("F16", shape, halves);
    }

    /** Whether its numbers are float16. */
    public boolean isHalves() {
      return dtype.equals("F16");
    }

    /** An int32 tensor of one dimension. */
    public static Packed of(int[] values) {
      ByteBuffer bytes = little(values.length * Integer.BYTES);
      bytes.asIntBuffer().put(values);
      return new Packed("I32", new int[] {values.length}, bytes);
    }

    /** An int64 tensor of one dimension. */
    public static Packed of(long[] values) {
      ByteBuffer bytes = little(values.length * Long.BYTES);
      bytes.asLongBuffer().put(values);
      return new Packed("I64", new int[] {values.length}, bytes);
    }

    private static ByteBuffer little(int size) {
      return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** How many numbers it has. */
    public int count() {
      return Shapes.count(FORMAT, shape, Integer.MAX_VALUE);
    }

    /** Some of its numbers, if they are float32. */
    public float[] floats(int from, int count) {
      check("F32");
      float[] values = new float[count];
      bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(from, values);
      return values;
    }

    /** Its numbers, if they are floats. */
    public float[] floats() {
      NumberForm form = NumberForm.ofSafetensors(dtype);
      if (form == null) {
        throw InvalidFile.because(
            FORMAT, "a tensor is " + dtype + "; F32, F16, BF16 and F64 are read");
      }
      return form.read(bytes);
    }

    /** Its numbers, if they are int32. */
    public int[] ints() {
      check("I32");
      int[] values = new int[bytes.remaining() / Integer.BYTES];
      bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(values);
      return values;
    }

    /** Its numbers, if they are int64. */
    public long[] longs() {
      check("I64");
      long[] values = new long[bytes.remaining() / Long.BYTES];
      bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(values);
      return values;
    }

    private void check(String wanted) {
      if (!dtype.equals(wanted)) {
        throw InvalidFile.because(FORMAT, "a tensor is " + dtype + ", not " + wanted);
      }
    }
  }

  /** Reads a file. */
  public static Safetensors read(ByteBuffer file, FileLimits limits) {
    ByteCursor cursor = new ByteCursor(FORMAT, file);
    long length = cursor.i64();
    if (length < 0 || length > LARGEST_HEADER) {
      throw InvalidFile.because(
          FORMAT,
          "its header has %s bytes; at most %d are allowed"
              .formatted(Long.toUnsignedString(length), LARGEST_HEADER));
    }
    JsonNode header = header(cursor.text(length, LARGEST_HEADER));
    limits.checkTensors(FORMAT, header.size());
    ByteBuffer data = cursor.take(cursor.remaining());
    ByteCursor payload = new ByteCursor(FORMAT, data);
    Map<String, String> metadata = new LinkedHashMap<>();
    Map<String, Packed> tensors = new LinkedHashMap<>();
    List<Shapes.Extent> extents = new ArrayList<>();
    header
        .properties()
        .forEach(each -> {
          if (each.getKey().equals(METADATA)) {
            each.getValue()
                .properties()
                .forEach(note -> metadata.put(note.getKey(), note.getValue().asText()));
          } else {
            tensors.put(each.getKey(), packed(each.getValue(), payload, extents));
          }
        });
    Shapes.checkApart(FORMAT, extents);
    return new Safetensors(metadata, tensors);
  }

  private static JsonNode header(String text) {
    try {
      JsonNode header = JSON.readTree(text);
      if (header != null && header.isObject()) {
        return header;
      }
    } catch (JsonProcessingException e) {
      throw InvalidFile.because(FORMAT, "its header is not JSON of the known form").causedBy(e);
    }
    throw InvalidFile.because(FORMAT, "its header is not a JSON object");
  }

  private static Packed packed(JsonNode said, ByteCursor payload, List<Shapes.Extent> extents) {
    @Nullable JsonNode dtype = said.get("dtype");
    @Nullable JsonNode shape = said.get("shape");
    @Nullable JsonNode offsets = said.get("data_offsets");
    if (dtype == null
        || !dtype.isTextual()
        || shape == null
        || !shape.isArray()
        || offsets == null
        || !offsets.isArray()
        || offsets.size() != 2
        || !offsets.get(0).isIntegralNumber()
        || !offsets.get(1).isIntegralNumber()) {
      throw InvalidFile.because(FORMAT, "a tensor lacks dtype, shape or data_offsets");
    }
    int[] sizes = new int[shape.size()];
    for (int i = 0; i < sizes.length; i++) {
      if (!shape.get(i).canConvertToInt() || !shape.get(i).isIntegralNumber()) {
        throw InvalidFile.because(FORMAT, "a tensor has a size that is no number of elements");
      }
      sizes[i] = shape.get(i).intValue();
    }
    long start = offsets.get(0).longValue();
    long end = offsets.get(1).longValue();
    long count = Shapes.count(FORMAT, sizes, Integer.MAX_VALUE / Long.BYTES);
    if (start < 0 || end < start || end - start != count * size(dtype.textValue())) {
      throw InvalidFile.because(FORMAT, "the bytes of a tensor are not those of its shape");
    }
    extents.add(new Shapes.Extent(start, end));
    return new Packed(dtype.textValue(), sizes, payload.at(start, end - start));
  }

  private static int size(String dtype) {
    return switch (dtype) {
      case "F64", "I64" -> Long.BYTES;
      case "F32", "I32" -> Float.BYTES;
      case "F16", "BF16" -> Short.BYTES;
      default ->
          throw InvalidFile.because(FORMAT, "a tensor has a dtype that is no number we read");
    };
  }

  /** All tensors, as floats; 16-bit ones become twice as large, and are bounded as such. */
  public List<FileTensor> floats(FileLimits limits) {
    long numbers = 0;
    for (Packed packed : tensors.values()) {
      numbers += packed.count();
      limits.checkBytes(numbers * Float.BYTES);
    }
    List<FileTensor> found = new ArrayList<>();
    tensors.forEach(
        (name, packed) -> found.add(new FileTensor(name, packed.shape, packed.floats())));
    return found;
  }

  /** The file. */
  public void write(OutputStream to) throws IOException {
    parts().writeTo(to);
  }

  /** The file, its tensors not copied. */
  Parts parts() {
    ObjectNode header = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode notes = header.putObject(METADATA);
      metadata.forEach(notes::put);
    }
    List<ByteBuffer> pieces = new ArrayList<>();
    long offset = 0;
    for (Map.Entry<String, Packed> each : tensors.entrySet()) {
      Packed packed = each.getValue();
      ObjectNode said = header.putObject(each.getKey()).put("dtype", packed.dtype);
      var shape = said.putArray("shape");
      for (int size : packed.shape) {
        shape.add(size);
      }
      int size = packed.bytes.remaining();
      said.putArray("data_offsets").add(offset).add(offset + size);
      offset += size;
      pieces.add(packed.bytes);
    }
    byte[] text = bytes(header);
    int padded = (text.length + Long.BYTES + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - Long.BYTES;
    ByteBuffer start = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
    start.putLong(padded).put(text);
    start.put(
        " ".repeat(padded - text.length).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    pieces.addFirst(start.flip());
    return new Parts(pieces);
  }

  private static byte[] bytes(ObjectNode header) {
    try {
      return JSON.writeValueAsBytes(header);
    } catch (IOException e) {
      throw new IllegalStateException("a header of texts and numbers is always JSON", e);
    }
  }
}
