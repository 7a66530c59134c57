package org.steermesh.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.engine.checkpoint.SafetensorsWriter;
import org.steermesh.engine.checkpoint.SafetensorsWriter.StreamedTensor;
import org.steermesh.engine.sae.ActiveFeatures;
import org.steermesh.engine.sae.FeatureStatistics;
import org.steermesh.engine.sae.SparseAutoencoder;
import org.steermesh.engine.steering.SparseSupport;

/**
 * A small stand-in for an autoencoder of a million features: matrices of half a gigabyte each that
 * are holes of their file. The large one is measured by {@code steer bench --shape
 * 2304x2x8x4x64x256}.
 */
@EnabledOnOs(OS.LINUX)
class WideAutoencoderTest {

  private static final int WIDTH = 512;
  private static final int FEATURES = 1 << 18;
  private static final int ROWS = 4;
  private static final long MATRIX_BYTES = 4L * WIDTH * FEATURES;

  @TempDir Path folder;

  @Test
  void noMatrixIsEverCopiedWhole() throws Throwable {
    write();
    float[] x = new float[ROWS * WIDTH];
    Arrays.fill(x, 1);
    long before = new NativeHeap().bytesInUse();
    AtomicLong peak = new AtomicLong();
    AtomicBoolean done = new AtomicBoolean();
    Thread watch = Thread.ofPlatform().start(() -> watch(peak, done));
    try (SparseAutoencoder autoencoder = SparseAutoencoder.open(folder)) {
      ActiveFeatures active = autoencoder.encode(x, ROWS);
      FeatureStatistics statistics = new FeatureStatistics(FEATURES);
      statistics.add(active);
      assertThat(statistics.count(FEATURES - 1)).isEqualTo(ROWS);
      assertThat(statistics.sum(FEATURES - 1)).isEqualTo(2.0 * ROWS);
      assertThat(statistics.count(0)).isZero();
      SparseSupport support = autoencoder.support(new int[] {FEATURES - 1}, new float[] {1});
      assertThat(support.bias()).containsExactly(2);
    } finally {
      done.set(true);
      watch.join();
    }
    assertThat(peak.get() - before).isPositive().isLessThan(MATRIX_BYTES / 2);
  }

  private static void watch(AtomicLong peak, AtomicBoolean done) {
    try {
      NativeHeap heap = new NativeHeap();
      while (!done.get()) {
        peak.accumulateAndGet(heap.bytesNow(), Math::max);
        Thread.sleep(1);
      }
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** Only the last feature has a bias above its threshold. */
  private void write() throws IOException {
    float[] biases = new float[FEATURES];
    biases[FEATURES - 1] = 2;
    float[] thresholds = new float[FEATURES];
    Arrays.fill(thresholds, 1);
    Files.writeString(
        folder.resolve("cfg.json"),
        """
        {"architecture": "jumprelu", "d_in": %d, "d_sae": %d, "apply_b_dec_to_input": true}
        """
            .formatted(WIDTH, FEATURES));
    Path file = folder.resolve("sae_weights.safetensors");
    SafetensorsWriter.writeStreamed(
        file,
        List.of(
            tensor("b_enc", biases, FEATURES),
            tensor("b_dec", new float[WIDTH], WIDTH),
            tensor("threshold", thresholds, FEATURES),
            tensor("W_enc", new float[0], WIDTH, FEATURES),
            tensor("W_dec", new float[0], FEATURES, WIDTH)));
    try (RandomAccessFile hole = new RandomAccessFile(file.toFile(), "rw")) {
      hole.setLength(hole.length() + 2 * MATRIX_BYTES);
    }
  }

  private static StreamedTensor tensor(String name, float[] values, Integer... shape) {
    return new StreamedTensor(
        name,
        "F32",
        List.of(shape),
        (length, out) -> {
          ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
          bytes.asFloatBuffer().put(values);
          out.write(bytes.array());
        });
  }
}
