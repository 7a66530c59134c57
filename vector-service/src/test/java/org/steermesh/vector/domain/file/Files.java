package org.steermesh.vector.domain.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Whole files of every format, made by hand where we do not write it ourselves. */
final class Files {

  static final FileLimits LIMITS = FileLimits.ofBytes(1 << 20, "");
  static final float[] ONE = {1.5f, -0f, Float.MIN_VALUE, Float.MAX_VALUE};
  static final float[] TWO = {-2, 3.25f, 1e-20f, 7};

  private Files() {}

  static byte[] gguf() {
    return gguf(new Gguf("llama", new TreeMap<>(Map.of(1, ONE, 2, TWO))));
  }

  static byte[] gguf(Gguf gguf) {
    return written(to -> gguf.write(Map.of("note", "by us"), to));
  }

  /** Something that writes a file. */
  interface Writer {
    /** Writes it. */
    void write(OutputStream to) throws IOException;
  }

  static byte[] written(Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writer.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] zip(Map<String, byte[]> entries) {
    Map<String, Parts> parts = new LinkedHashMap<>();
    entries.forEach((name, bytes) -> parts.put(name, Parts.of(bytes)));
    return written(to -> ZipArchive.write(to, parts));
  }

  static byte[] safetensors() {
    Map<String, Safetensors.Packed> tensors = new LinkedHashMap<>();
    tensors.put("block.1.residual", Safetensors.Packed.of(ONE, ONE.length));
    tensors.put("block.2.mlp", Safetensors.Packed.of(TWO, TWO.length));
    return written(new Safetensors(Map.of("made", "by hand"), tensors)::write);
  }

  static byte[] npy() {
    return written(to -> Npy.write(to, ONE, ONE.length));
  }

  static byte[] npz() {
    Map<String, Safetensors.Packed> tensors = new LinkedHashMap<>();
    tensors.put("layer.1", Safetensors.Packed.of(ONE, ONE.length));
    tensors.put("layer.2", Safetensors.Packed.of(TWO, 1, TWO.length));
    return written(to -> Npz.write(to, tensors));
  }

  static byte[] bundle() {
    return written(
        new Bundle(
                "{}",
                new Safetensors(Map.of(), Map.of("x", Safetensors.Packed.of(ONE, 4))),
                "# card")
            ::write);
  }

  /** What {@code torch.save(torch.tensor(ONE), path)} writes. */
  static byte[] torch() {
    return torch(new Pickle().protocol().tensor("FloatStorage", ONE.length).end());
  }

  static byte[] torch(byte[] pickle) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("vector/data.pkl", pickle);
    entries.put("vector/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
    entries.put("vector/data/0", bytes(ONE));
    entries.put("vector/version", "3\n".getBytes(StandardCharsets.US_ASCII));
    return zip(entries);
  }

  static byte[] bytes(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  /** One whole file of each format. */
  static Map<VectorFileFormat, byte[]> all() {
    Map<VectorFileFormat, byte[]> files = new LinkedHashMap<>();
    files.put(VectorFileFormat.GGUF, gguf());
    files.put(VectorFileFormat.SAFETENSORS, safetensors());
    files.put(VectorFileFormat.NPY, npy());
    files.put(VectorFileFormat.NPZ, npz());
    files.put(VectorFileFormat.TORCH, torch());
    files.put(VectorFileFormat.BUNDLE, bundle());
    return files;
  }

  /** Those, and all files of the folder {@code corpus}: what mutants are made of. */
  static List<Map.Entry<VectorFileFormat, byte[]>> corpus() {
    List<Map.Entry<VectorFileFormat, byte[]>> files = new ArrayList<>(all().entrySet());
    try (Stream<Path> names = java.nio.file.Files.list(folder())) {
      for (Path file : names.sorted().toList()) {
        String name = Objects.requireNonNull(file.getFileName()).toString();
        Arrays.stream(VectorFileFormat.values())
            .filter(each -> name.endsWith("." + each.ending()))
            .findFirst()
            .ifPresent(format -> files.add(Map.entry(format, resource(name))));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  private static Path folder() {
    try {
      return Path.of(Objects.requireNonNull(Files.class.getResource("corpus")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A file of the folder {@code corpus}: another program wrote it, see {@code files.py} there. */
  static byte[] resource(String name) {
    try (InputStream in = Files.class.getResourceAsStream("corpus/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a file of any format, as an import does. */
  static void read(VectorFileFormat format, byte[] bytes) {
    ByteBuffer file = ByteBuffer.wrap(bytes);
    switch (format) {
      case GGUF -> Gguf.read(file, LIMITS);
      case SAFETENSORS -> sites(format, Safetensors.read(file, LIMITS).floats(LIMITS));
      case NPY -> Npy.read(file, LIMITS);
      case NPZ -> sites(format, Npz.read(file, LIMITS));
      case TORCH -> TorchFile.read(file, LIMITS);
      case BUNDLE -> Bundle.read(file, LIMITS);
    }
  }

  private static void sites(VectorFileFormat format, List<FileTensor> tensors) {
    TensorSites.of(format, tensors, BlockConvention.BLOCK_OUTPUT, null);
  }

  /** Writes pickles, opcode by opcode. */
  static final class Pickle {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int lists;

    Pickle protocol() {
      return raw(0x80, 2);
    }

    Pickle raw(int... bytes) {
      for (int each : bytes) {
        out.write(each);
      }
      return this;
    }

    /** A list of one thing many times, remembered after those before it. */
    Pickle repeated(int count, int... thing) {
      raw(']', '(');
      for (int i = 0; i < count; i++) {
        raw(thing);
      }
      return raw('e', 'q', lists++);
    }

    Pickle global(String module, String name) {
      raw('c').out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
      return this;
    }

    Pickle text(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      raw('X', utf8.length, 0, 0, 0).out.writeBytes(utf8);
      return this;
    }

    /** The storage "0" of so many numbers. */
    Pickle storage(String type, int count) {
      return raw('(')
          .text("storage")
          .global("torch", type)
          .text("0")
          .text("cpu")
          .raw('K', count)
          .raw('t', 'Q');
    }

    /** A tensor of one dimension over the whole of storage "0". */
    Pickle tensor(String type, int count) {
      global("torch._utils", "_rebuild_tensor_v2").raw('(').storage(type, count).raw('K', 0);
      return raw('K', count, 0x85, 'K', 1, 0x85, 0x89)
          .global("collections", "OrderedDict")
          .raw(')', 'R', 't', 'R');
    }

    byte[] end() {
      return raw('.').out.toByteArray();
    }
  }
}
