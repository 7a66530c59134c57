package org.steermesh.engine.checkpoint;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The float32 tensors of a safetensors file, as arrays. */
public final class TensorFile {

  private final Map<String, float[]> tensors = new LinkedHashMap<>();

  private TensorFile() {}

  public static TensorFile read(Path file) {
    TensorFile read = new TensorFile();
    try (Arena arena = Arena.ofConfined()) {
      for (StoredTensor tensor : SafetensorsFile.open(file, arena)) {
        ValueLayout.OfFloat floats =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
        read.tensors.put(tensor.name(), tensor.data().toArray(floats));
      }
    }
    return read;
  }

  public Set<String> names() {
    return tensors.keySet();
  }

  public float[] get(String name) {
    float[] values = tensors.get(name);
    if (values == null) {
      throw new AssertionError("no tensor " + name + " among " + tensors.keySet());
    }
    return values;
  }
}
