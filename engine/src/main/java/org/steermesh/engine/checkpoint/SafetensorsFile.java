package org.steermesh.engine.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;

/**
 * Reads a safetensors file: 8 bytes little-endian header length, a JSON header, then the tensors
 * without gaps. The file is mapped; nothing is believed before it is checked.
 */
public final class SafetensorsFile {

  private static final long MAX_HEADER_BYTES = 100_000_000;
  private static final int MAX_RANK = 8;
  private static final ValueLayout.OfLong LENGTH =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final Map<String, Integer> BYTES =
      Map.ofEntries(
          Map.entry("BOOL", 1),
          Map.entry("U8", 1),
          Map.entry("I8", 1),
          Map.entry("F8_E4M3", 1),
          Map.entry("F8_E5M2", 1),
          Map.entry("I16", 2),
          Map.entry("U16", 2),
          Map.entry("F16", 2),
          Map.entry("BF16", 2),
          Map.entry("I32", 4),
          Map.entry("U32", 4),
          Map.entry("F32", 4),
          Map.entry("I64", 8),
          Map.entry("U64", 8),
          Map.entry("F64", 8));

  private final String name;

  private SafetensorsFile(String name) {
    this.name = name;
  }

  /**
   * Maps a file and lists its tensors in the order of their bytes.
   *
   * @param arena keeps the file mapped until it is closed
   * @throws EngineException when the file is absent, or its header does not describe its bytes
   */
  public static List<StoredTensor> open(Path file, Arena arena) {
    SafetensorsFile reader = new SafetensorsFile(String.valueOf(file.getFileName()));
    if (!Files.isRegularFile(file)) {
      throw new EngineException(EngineReason.CHECKPOINT_MISSING, "there is no file " + reader.name);
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return reader.read(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
    } catch (IOException e) {
      throw reader.invalid("cannot be mapped: " + e.getMessage());
    }
  }

  private List<StoredTensor> read(MemorySegment file) {
    if (file.byteSize() < Long.BYTES) {
      throw invalid("has " + file.byteSize() + " bytes; the header length alone takes 8");
    }
    long length = file.get(LENGTH, 0);
    long most = Math.min(MAX_HEADER_BYTES, file.byteSize() - Long.BYTES);
    if (length < 2 || length > most) {
      throw invalid(
          "says its header has "
              + Long.toUnsignedString(length)
              + " bytes; from 2 to "
              + most
              + " are possible");
    }
    JsonNode header = StrictJson.parse(text(file.asSlice(Long.BYTES, length)), name + ": header");
    MemorySegment data = file.asSlice(Long.BYTES + length);
    List<Extent> extents = new ArrayList<>();
    header
        .properties()
        .forEach(entry -> {
          if (!entry.getKey().equals("__metadata__")) {
            extents.add(extent(entry.getKey(), entry.getValue(), data.byteSize()));
          }
        });
    checkNoGaps(extents, data.byteSize());
    return extents.stream().map(extent -> extent.in(data)).toList();
  }

  private String text(MemorySegment utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(utf8.asByteBuffer()).toString();
    } catch (CharacterCodingException e) {
      throw invalid("has a header that is not UTF-8");
    }
  }

  private record Extent(String tensor, String dtype, long[] shape, long begin, long end) {
    StoredTensor in(MemorySegment data) {
      return new StoredTensor(tensor, dtype, shape, data.asSlice(begin, end - begin));
    }
  }

  private Extent extent(String tensor, JsonNode entry, long dataBytes) {
    String dtype = entry.path("dtype").asText();
    Integer bytes = BYTES.get(dtype);
    if (bytes == null) {
      throw invalid("tensor " + tensor + " has the unknown dtype '" + dtype + "'");
    }
    long[] shape = shape(tensor, entry.path("shape"));
    JsonNode offsets = entry.path("data_offsets");
    if (!offsets.isArray() || offsets.size() != 2) {
      throw invalid("tensor " + tensor + " has no data_offsets [begin, end]");
    }
    long begin = natural(tensor, "data_offsets", offsets.get(0));
    long end = natural(tensor, "data_offsets", offsets.get(1));
    if (begin > end || end > dataBytes) {
      throw invalid(
          "tensor "
              + tensor
              + " lies at bytes "
              + begin
              + " to "
              + end
              + "; the file has "
              + dataBytes
              + " bytes of data");
    }
    if (end - begin != byteSize(tensor, shape, bytes)) {
      throw invalid(
          "tensor "
              + tensor
              + " of "
              + dtype
              + " needs "
              + byteSize(tensor, shape, bytes)
              + " bytes, its offsets span "
              + (end - begin));
    }
    return new Extent(tensor, dtype, shape, begin, end);
  }

  private long[] shape(String tensor, JsonNode node) {
    if (!node.isArray() || node.size() > MAX_RANK) {
      throw invalid("tensor " + tensor + " has no shape of at most " + MAX_RANK + " extents");
    }
    long[] shape = new long[node.size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = natural(tensor, "shape", node.get(i));
    }
    return shape;
  }

  private long natural(String tensor, String field, JsonNode node) {
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
      throw invalid(
          "tensor " + tensor + ": " + field + " holds " + node + ", not a natural number");
    }
    return node.longValue();
  }

  private long byteSize(String tensor, long[] shape, int bytes) {
    try {
      long size = bytes;
      for (long extent : shape) {
        size = Math.multiplyExact(size, extent);
      }
      return size;
    } catch (ArithmeticException e) {
      throw invalid("tensor " + tensor + " has a shape whose size overflows");
    }
  }

  /** Sorts by place; overlaps, gaps and bytes after the last tensor are refused. */
  private void checkNoGaps(List<Extent> extents, long dataBytes) {
    extents.sort(Comparator.comparingLong(Extent::begin).thenComparingLong(Extent::end));
    long reached = 0;
    for (Extent extent : extents) {
      if (extent.begin() != reached) {
        throw invalid(
            "tensor "
                + extent.tensor()
                + " begins at byte "
                + extent.begin()
                + (extent.begin() < reached ? ", inside the one before it" : ", after a gap")
                + " that ends at "
                + reached);
      }
      reached = extent.end();
    }
    if (reached != dataBytes) {
      throw invalid("has " + (dataBytes - reached) + " bytes after its last tensor");
    }
  }

  private EngineException invalid(String message) {
    return StrictJson.invalid(name + " " + message);
  }
}
