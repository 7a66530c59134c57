package org.steermesh.engine.checkpoint;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the float32 tensors of a safetensors file into arrays. */
public final class TensorFile {

  private TensorFile() {}

  public static Map<String, float[]> read(Path file) {
    Map<String, float[]> tensors = new LinkedHashMap<>();
    try (Arena arena = Arena.ofConfined()) {
      for (StoredTensor tensor : SafetensorsFile.open(file, arena)) {
        tensors.put(
            tensor.name(),
            tensor
                .data()
                .toArray(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN)));
      }
    }
    return tensors;
  }
}
