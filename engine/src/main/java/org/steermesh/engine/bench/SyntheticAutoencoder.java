package org.steermesh.engine.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.steermesh.engine.checkpoint.SafetensorsWriter;
import org.steermesh.engine.checkpoint.SafetensorsWriter.StreamedTensor;
import org.steermesh.engine.sae.SparseAutoencoder;
import org.steermesh.engine.steering.SparseSupport;

/**
 * A JumpReLU autoencoder of no meaning, in a folder of its own that goes when it is closed. A
 * filled one has random matrices; those of a hollow one are holes of its file, which read as zeros
 * and take no room, so that a million features fit any disk.
 */
final class SyntheticAutoencoder implements AutoCloseable {

  private static final int PIECE = 1 << 18;
  private static final String WEIGHTS = "sae_weights.safetensors";

  private final Path folder;
  private final int width;
  private final int features;
  private final Random random = new Random(3);
  private final SparseAutoencoder autoencoder;

  private SyntheticAutoencoder(int width, int features, float threshold, boolean filled)
      throws IOException {
    this.width = width;
    this.features = features;
    this.folder = Files.createTempDirectory("steermesh-autoencoder");
    try {
      write(threshold, filled);
      this.autoencoder = SparseAutoencoder.open(folder);
    } catch (IOException | RuntimeException | Error e) {
      delete();
      throw e;
    }
  }

  static SyntheticAutoencoder filled(int width, int features, float threshold) {
    return made(width, features, threshold, true);
  }

  static SyntheticAutoencoder hollow(int width, int features) {
    return made(width, features, 0, false);
  }

  private static SyntheticAutoencoder made(
      int width, int features, float threshold, boolean filled) {
    try {
      return new SyntheticAutoencoder(width, features, threshold, filled);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(float threshold, boolean filled) throws IOException {
    Files.writeString(
        folder.resolve("cfg.json"),
        """
        {"architecture": "jumprelu", "d_in": %d, "d_sae": %d, "apply_b_dec_to_input": false}
        """
            .formatted(width, features));
    float[] thresholds = new float[features];
    Arrays.fill(thresholds, threshold);
    Path file = folder.resolve(WEIGHTS);
    SafetensorsWriter.writeStreamed(
        file,
        List.of(
            vector("b_enc", gaussian(features)),
            vector("b_dec", gaussian(width)),
            vector("threshold", thresholds),
            matrix("W_enc", List.of(width, features), filled),
            matrix("W_dec", List.of(features, width), filled)));
    if (!filled) {
      try (RandomAccessFile hole = new RandomAccessFile(file.toFile(), "rw")) {
        hole.setLength(hole.length() + 2L * Float.BYTES * width * features);
      }
    }
  }

  private static StreamedTensor vector(String name, float[] values) {
    byte[] bytes = bytes(values);
    return new StreamedTensor(
        name, "F32", List.of(values.length), (length, out) -> out.write(bytes));
  }

  /** A matrix, or what the file is made longer for afterwards. */
  private StreamedTensor matrix(String name, List<Integer> shape, boolean filled) {
    byte[] piece = filled ? bytes(gaussian(PIECE)) : new byte[0];
    return new StreamedTensor(
        name, "F32", shape, (length, out) -> repeat(piece, filled ? length : 0, out));
  }

  private static void repeat(byte[] piece, long length, OutputStream out) throws IOException {
    for (long written = 0; written < length; written += piece.length) {
      out.write(piece, 0, (int) Math.min(piece.length, length - written));
    }
  }

  private float[] gaussian(int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian() * 0.03f;
    }
    return values;
  }

  private static byte[] bytes(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  SparseAutoencoder autoencoder() {
    return autoencoder;
  }

  /** The rows of so many random features with random values. */
  SparseSupport support(int size) {
    int[] chosen = random.ints(0, features).distinct().limit(size).toArray();
    return autoencoder.support(chosen, gaussian(size));
  }

  /** All rows, with random values for so many of them: the whole autoencoder as a support. */
  SparseSupport whole(int size) {
    float[] values = new float[features];
    for (int feature : random.ints(0, features).distinct().limit(size).toArray()) {
      values[feature] = 0.03f;
    }
    return autoencoder.support(IntStream.range(0, features).toArray(), values);
  }

  private void delete() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Override
  public void close() {
    autoencoder.close();
    try {
      delete();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
