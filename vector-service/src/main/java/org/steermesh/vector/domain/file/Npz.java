package org.steermesh.vector.domain.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Several NumPy arrays in a zip. */
public final class Npz {

  private static final String ENDING = ".npy";

  private Npz() {}

  /** Reads a file. */
  public static List<FileTensor> read(ByteBuffer file, FileLimits limits) {
    List<FileTensor> tensors = new ArrayList<>();
    long[] numbers = {0};
    ZipArchive.read(VectorFileFormat.NPZ, file, limits)
        .forEach((name, bytes) -> {
          if (!name.endsWith(ENDING)) {
            throw InvalidFile.because(VectorFileFormat.NPZ, "an entry's name does not end in .npy");
          }
          String array = name.substring(0, name.length() - ENDING.length());
          FileTensor tensor = Npy.read(VectorFileFormat.NPZ, array, bytes, limits);
          numbers[0] += tensor.values().length;
          limits.checkBytes(numbers[0] * Float.BYTES);
          tensors.add(tensor);
        });
    return tensors;
  }

  /** The file of named tensors. */
  public static void write(OutputStream to, Map<String, Safetensors.Packed> tensors)
      throws IOException {
    Map<String, Parts> entries = new LinkedHashMap<>();
    tensors.forEach((name, packed) -> entries.put(name + ENDING, Npy.parts(packed)));
    ZipArchive.write(to, entries);
  }
}
