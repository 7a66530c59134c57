package org.steermesh.vector.domain.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.vector.api.VersionTexts;
import org.steermesh.vector.domain.VersionText;

/**
 * Whatever is done to a file, it is read or refused with a sentence, soon and in little memory. For
 * a minute, beside the other tests; {@code -Dlibrary.fuzz=1h} for longer. A mutant that does
 * anything else is saved and told with its seed, {@code -Dlibrary.fuzz.seed}, that begins with it.
 */
@Execution(ExecutionMode.CONCURRENT)
final class FuzzedFilesTest {

  private static final Duration FUZZ =
      Duration.parse("PT" + System.getProperty("library.fuzz", "60s"));
  private static final long FIRST_SEED = Long.getLong("library.fuzz.seed", 7);

  /** How long the machine may be busy with something else, and what one mutant may take of it. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration MOST_CPU = Duration.ofSeconds(2);
  private static final long MOST_BYTES = 64L << 20;
  private static final long FEWEST = 5_000;
  private static final Path BAD = Path.of("target", "fuzz");

  private static final VersionText TEXTS = VersionTexts.ofContract();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final List<Map.Entry<VectorFileFormat, byte[]>> corpus = Files.corpus();
  private final Map<VectorFileFormat, Long> read = new EnumMap<>(VectorFileFormat.class);
  private final Map<VectorFileFormat, Long> refused = new EnumMap<>(VectorFileFormat.class);
  private volatile @Nullable Mutant current;

  /** A changed file. */
  private record Mutant(VectorFileFormat format, long seed, byte[] file) {}

  @Test
  void whateverIsDoneToAFileItIsReadOrRefused() throws Exception {
    FutureTask<Long> fuzzing = new FutureTask<>(this::mutants);
    Thread.ofPlatform().daemon().name("fuzz").start(fuzzing);

    assertThat(ended(fuzzing)).isGreaterThanOrEqualTo(FEWEST);
    assertThat(read).as("deep enough to be read").containsOnlyKeys(VectorFileFormat.values());
    assertThat(refused).as("bad enough to be refused").containsOnlyKeys(VectorFileFormat.values());
    System.out.printf("Mutants of %d files: read %s, refused %s%n", corpus.size(), read, refused);
  }

  /** Waits for it, as long as one mutant follows the other. */
  private long ended(FutureTask<Long> fuzzing) throws InterruptedException {
    @Nullable Mutant last = null;
    while (true) {
      try {
        return fuzzing.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        throw new AssertionError(e.getMessage(), e);
      } catch (TimeoutException e) {
        Mutant now = current;
        if (now != null && last != null && now.seed == last.seed) {
          throw new AssertionError("takes more than " + PATIENCE + ": " + saved(now), e);
        }
        last = now;
      }
    }
  }

  private long mutants() {
    long end = System.nanoTime() + FUZZ.toNanos();
    long made = 0;
    while (made < FEWEST || System.nanoTime() < end) {
      Mutant mutant = mutant(FIRST_SEED + made++);
      current = mutant;
      try {
        check(mutant);
      } catch (RuntimeException | Error e) {
        throw new AssertionError(e + ": " + saved(mutant), e);
      }
    }
    return made;
  }

  private Mutant mutant(long seed) {
    var origin = corpus.get((int) Math.floorMod(seed, (long) corpus.size()));
    VectorFileFormat format = origin.getKey();
    List<byte[]> alike =
        corpus.stream().filter(each -> each.getKey() == format).map(Map.Entry::getValue).toList();
    byte[] other = alike.get((int) Math.floorMod(seed / corpus.size(), (long) alike.size()));
    return new Mutant(format, seed, new Mutation(seed).of(format, origin.getValue(), other));
  }

  private void check(Mutant mutant) {
    long bytes = THREADS.getCurrentThreadAllocatedBytes();
    long cpu = THREADS.getCurrentThreadCpuTime();
    try {
      read(mutant);
      read.merge(mutant.format, 1L, Long::sum);
    } catch (SteermeshException e) {
      assertThat(e.reason()).isNotEqualTo(ErrorReason.INTERNAL);
      assertThat(e.message()).isNotBlank();
      refused.merge(mutant.format, 1L, Long::sum);
    }
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - bytes).as("bytes").isLessThan(MOST_BYTES);
    assertThat(THREADS.getCurrentThreadCpuTime() - cpu)
        .as("ns of the processor")
        .isLessThan(MOST_CPU.toNanos());
  }

  /** What a bundle says of its version is read too. */
  private static void read(Mutant mutant) {
    switch (mutant.format) {
      case BUNDLE -> TEXTS.read(Bundle.read(ByteBuffer.wrap(mutant.file), Files.LIMITS).version());
      case GGUF, SAFETENSORS, NPY, NPZ, TORCH -> Files.read(mutant.format, mutant.file);
    }
  }

  private static String saved(Mutant mutant) {
    Path file = BAD.resolve("seed-%d.%s".formatted(mutant.seed, mutant.format.ending()));
    try {
      java.nio.file.Files.createDirectories(BAD);
      java.nio.file.Files.write(file, mutant.file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "mutant of seed %d, saved as %s".formatted(mutant.seed, file.toAbsolutePath());
  }
}
