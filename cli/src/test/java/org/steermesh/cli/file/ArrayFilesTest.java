package org.steermesh.cli.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArrayFilesTest {

  private static final List<float[]> ROWS = List.of(new float[] {1, 2.5f}, new float[] {-3, 4});

  @TempDir Path directory;

  @Test
  void npyHasItsHeaderAlignedAndItsRowsInOrder() throws IOException {
    Path file = directory.resolve("rows.npy");
    NpyFile.write(file, ROWS, 2);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int header = bytes.getShort(8);
    assertThat((10 + header) % 64).isZero();
    assertThat(new String(bytes.array(), 10, header, UTF_8))
        .startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }")
        .endsWith("\n");
    assertThat(floats(bytes, 10 + header)).containsExactly(1, 2.5f, -3, 4);
  }

  @Test
  void safetensorsSaysWhereEachTensorLies() throws IOException {
    SequencedMap<String, List<float[]>> tensors = new LinkedHashMap<>();
    tensors.put("site.1", List.of(new float[] {7, 8}));
    tensors.put("site.2", ROWS);
    Path file = directory.resolve("rows.safetensors");
    SafetensorsFile.write(file, tensors, 2);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int length = Math.toIntExact(bytes.getLong(0));
    JsonObject header =
        JsonParser.parseString(new String(bytes.array(), 8, length, UTF_8)).getAsJsonObject();
    assertThat(length % 8).isZero();
    assertThat(header.getAsJsonObject("site.2").toString())
        .isEqualTo("{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[8,24]}");
    assertThat(floats(bytes, 8 + length)).containsExactly(7, 8, 1, 2.5f, -3, 4);
  }

  private static float[] floats(ByteBuffer bytes, int offset) {
    float[] values = new float[(bytes.capacity() - offset) / Float.BYTES];
    for (int i = 0; i < values.length; i++) {
      values[i] = bytes.getFloat(offset + i * Float.BYTES);
    }
    return values;
  }
}
