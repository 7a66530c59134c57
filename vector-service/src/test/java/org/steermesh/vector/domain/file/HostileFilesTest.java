package org.steermesh.vector.domain.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

/** Files that lie are refused with a sentence; none is believed, run, or allowed to cost much. */
final class HostileFilesTest {

  private static final int GGUF_TENSORS = 8;
  private static final int ZIP_END = 22;

  static Stream<Arguments> hostile() {
    return Stream.of(headers(), archives(), pickles()).flatMap(each -> each);
  }

  /** Formats whose headers say how large everything is. */
  private static Stream<Arguments> headers() {
    return Stream.of(
        Arguments.of("10^9 tensors", VectorFileFormat.GGUF, patched(GGUF_TENSORS, 1_000_000_000L)),
        Arguments.of("2^64 - 1 tensors", VectorFileFormat.GGUF, patched(GGUF_TENSORS, -1)),
        Arguments.of("2^63 keys", VectorFileFormat.GGUF, patched(16, Long.MIN_VALUE)),
        Arguments.of("a key of 2^62 bytes", VectorFileFormat.GGUF, patched(24, 1L << 62)),
        Arguments.of("4,000 tensors of the same bytes", VectorFileFormat.GGUF, overlapping(4_000)),
        Arguments.of("half a file", VectorFileFormat.GGUF, cut(Files.gguf(), 2)),
        Arguments.of("a header of 2^40 bytes", VectorFileFormat.SAFETENSORS, header(1L << 40, "")),
        Arguments.of("a negative header", VectorFileFormat.SAFETENSORS, header(-5, "")),
        Arguments.of(
            "a tensor beyond the end",
            VectorFileFormat.SAFETENSORS,
            header("{'a':{'dtype':'F32','shape':[1000000000],'data_offsets':[0,4000000000]}}")),
        Arguments.of(
            "a shape whose product overflows",
            VectorFileFormat.SAFETENSORS,
            header("{'a':{'dtype':'F32','shape':[65536,65536,65536,65536],'data_offsets':[0,0]}}")),
        Arguments.of(
            "offsets by name",
            VectorFileFormat.SAFETENSORS,
            header("{'a':{'dtype':'F32','shape':[1],'data_offsets':{'a':0,'b':4}}}")),
        Arguments.of(
            "16-bit numbers that fit only packed",
            VectorFileFormat.SAFETENSORS,
            packed("F16", Files.LIMITS.bytes() / 2 - 500)),
        Arguments.of(
            "a name twice",
            VectorFileFormat.SAFETENSORS,
            header(
                "{'a':{'dtype':'F32','shape':[0],'data_offsets':[0,0]},"
                    + "'a':{'dtype':'F32','shape':[0],'data_offsets':[0,0]}}")),
        Arguments.of("deep JSON", VectorFileFormat.SAFETENSORS, header("[".repeat(100_000))));
  }

  /** Arrays, and zips of them. */
  private static Stream<Arguments> archives() {
    return Stream.of(
        Arguments.of("16-bit numbers that fit only packed", VectorFileFormat.NPY, halves(400_000)),
        Arguments.of("a huge array", VectorFileFormat.NPY, npy("(1000000000, 1000000000)")),
        Arguments.of("an object array", VectorFileFormat.NPY, npy("(1,)", "|O")),
        Arguments.of("code for a header", VectorFileFormat.NPY, npy("__import__('os')")),
        Arguments.of("no zip", VectorFileFormat.NPZ, new byte[100]),
        Arguments.of("a zip bomb", VectorFileFormat.NPZ, bomb(64 << 20)),
        Arguments.of("a path", VectorFileFormat.NPZ, zip("../../etc/passwd.npy")),
        Arguments.of("another path", VectorFileFormat.NPZ, zip("a\\b.npy")),
        Arguments.of("half a zip", VectorFileFormat.NPZ, cut(Files.npz(), 2)),
        Arguments.of("no manifest", VectorFileFormat.BUNDLE, Files.npz()));
  }

  /** Programs where data should be. */
  private static Stream<Arguments> pickles() {
    return Stream.of(
        Arguments.of(
            "a pickle that calls",
            VectorFileFormat.TORCH,
            Files.torch(
                new Files.Pickle()
                    .protocol()
                    .global("os", "system")
                    .text("touch /tmp/run")
                    .raw(0x85, 'R')
                    .end())),
        Arguments.of(
            "a pickle that builds",
            VectorFileFormat.TORCH,
            Files.torch(
                new Files.Pickle().protocol().tensor("FloatStorage", 4).raw('}', 'b').end())),
        Arguments.of(
            "a storage that lies",
            VectorFileFormat.TORCH,
            Files.torch(new Files.Pickle().protocol().tensor("FloatStorage", 200).end())),
        Arguments.of(
            "a storage of objects",
            VectorFileFormat.TORCH,
            Files.torch(new Files.Pickle().protocol().tensor("ObjectStorage", 4).end())),
        Arguments.of(
            "an empty stack",
            VectorFileFormat.TORCH,
            Files.torch(new byte[] {(byte) 0x80, 2, 'R'})),
        Arguments.of(
            "a list of one list many times",
            VectorFileFormat.TORCH,
            Files.torch(
                new Files.Pickle()
                    .protocol()
                    .repeated(10_000, 'N')
                    .repeated(10_000, 'h', 0)
                    .repeated(10_000, 'h', 1)
                    .end())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void aFileThatLiesIsRefused(String what, VectorFileFormat format, byte[] file) {
    long before = allocated();
    assertThatThrownBy(() -> Files.read(format, file))
        .as(what)
        .isInstanceOfSatisfying(
            SteermeshException.class,
            error ->
                assertThat(error.reason())
                    .isIn(ErrorReason.VECTOR_FILE_INVALID, ErrorReason.VECTOR_FILE_TOO_LARGE));
    assertThat(allocated() - before).as("bytes for " + what).isLessThan(64L << 20);
  }

  /** Bytes that this thread ever allocated. */
  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  @Test
  void aPickleThatNamesAnythingElseSaysThatItWasNotRun() {
    byte[] file =
        Files.torch(
            new Files.Pickle().protocol().global("builtins", "eval").text("1").raw('R').end());

    assertThatThrownBy(() -> Files.read(VectorFileFormat.TORCH, file))
        .hasMessageContaining("builtins eval")
        .hasMessageContaining("not run");
  }

  @Test
  void everyFileOfTheCorpusIsReadAsItIs() {
    assertThat(Files.corpus()).extracting(Map.Entry::getKey).contains(VectorFileFormat.values());
    Files.corpus().forEach(file -> Files.read(file.getKey(), file.getValue()));
  }

  private static byte[] patched(int at, long value) {
    byte[] file = Files.gguf();
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(at, value);
    return file;
  }

  /** Few bytes of text and one large region that every tensor claims. */
  private static byte[] overlapping(int tensors) {
    java.util.TreeMap<Integer, float[]> directions = new java.util.TreeMap<>();
    for (int i = 1; i <= tensors; i++) {
      directions.put(i, new float[0]);
    }
    byte[] head = Files.gguf(new Gguf("", directions));
    int region = 3 * (1 << 18);
    byte[] file = java.util.Arrays.copyOf(head, head.length + region);
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    byte[] name = "direction.".getBytes(StandardCharsets.US_ASCII);
    for (int at = 0; at + name.length < head.length; at++) {
      if (java.util.Arrays.equals(file, at, at + name.length, name, 0, name.length)) {
        int digits = (int) bytes.getLong(at - Long.BYTES) - name.length;
        bytes.putLong(at + name.length + digits + Integer.BYTES, region / Float.BYTES);
      }
    }
    return file;
  }

  private static byte[] packed(String dtype, int numbers) {
    byte[] head =
        header(
            "{'a':{'dtype':'%s','shape':[%d],'data_offsets':[0,%d]}}"
                .formatted(dtype, numbers, 2 * numbers));
    return java.util.Arrays.copyOf(head, head.length + 2 * numbers);
  }

  private static byte[] halves(int numbers) {
    byte[] head = npy("(%d,)".formatted(numbers), "<f2");
    return java.util.Arrays.copyOf(head, head.length + 2 * numbers);
  }

  private static byte[] cut(byte[] file, int divisor) {
    return java.util.Arrays.copyOf(file, file.length / divisor);
  }

  private static byte[] header(String json) {
    return header(json.length(), json.replace('\'', '"'));
  }

  private static byte[] header(long length, String json) {
    ByteBuffer file = ByteBuffer.allocate(Long.BYTES + json.length());
    file.order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    return file.put(json.getBytes(StandardCharsets.US_ASCII)).array();
  }

  private static byte[] npy(String shape) {
    return npy(shape, "<f4");
  }

  private static byte[] npy(String shape, String descr) {
    String said =
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }\n".formatted(descr, shape);
    ByteBuffer file = ByteBuffer.allocate(10 + said.length()).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) 1);
    file.put((byte) 0).putShort((short) said.length());
    return file.put(said.getBytes(StandardCharsets.US_ASCII)).array();
  }

  private static byte[] zip(String name) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put(name, Files.npy());
    return Files.zip(entries);
  }

  /** Small, and honest about how large it becomes. */
  private static byte[] bomb(int size) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("layer.1.npy"));
      zip.write(new byte[size]);
      zip.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(bytes.size()).isLessThan(size / 100).isGreaterThan(ZIP_END);
    return bytes.toByteArray();
  }
}
