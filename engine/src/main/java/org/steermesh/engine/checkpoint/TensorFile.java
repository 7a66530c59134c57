package org.steermesh.engine.checkpoint;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The tensors of a small safetensors file of float32, copied out as arrays. */
public final class TensorFile {

  private static final ValueLayout.OfFloat FLOATS =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final String file;
  private final Map<String, float[]> tensors = new LinkedHashMap<>();

  private TensorFile(Path file) {
    this.file = String.valueOf(file.getFileName());
  }

  /**
   * Reads a file whole.
   *
   * @throws org.steermesh.engine.EngineException when it is absent, damaged, or not all float32
   */
  public static TensorFile read(Path file) {
    TensorFile read = new TensorFile(file);
    try (Arena arena = Arena.ofConfined()) {
      for (StoredTensor tensor : SafetensorsFile.open(file, arena)) {
        if (!tensor.dtype().equals("F32")) {
          throw StrictJson.invalid(
              read.file + ": tensor " + tensor.name() + " is " + tensor.dtype() + ", not F32");
        }
        read.tensors.put(tensor.name(), tensor.data().toArray(FLOATS));
      }
    }
    return read;
  }

  /** The names of all tensors, in the order of the file. */
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  /**
   * A tensor's elements, row-major.
   *
   * @throws org.steermesh.engine.EngineException when there is none of that name
   */
  public float[] get(String name) {
    float[] values = tensors.get(name);
    if (values == null) {
      throw StrictJson.invalid(
          file + " has no tensor " + name + "; it has " + String.join(", ", names()));
    }
    return values;
  }
}
