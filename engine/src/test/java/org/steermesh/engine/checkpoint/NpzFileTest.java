package org.steermesh.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steermesh.engine.EngineException;

/** An archive from a stranger is either read exactly or refused with a sentence. */
class NpzFileTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden/llama3-f32/sae/params.npz");

  private static final String FLOATS = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";

  @TempDir Path folder;

  @Test
  void archiveOfNumpyHoldsTheTensorsOfItsTwin() {
    try (Arena arena = Arena.ofConfined()) {
      List<StoredTensor> arrays = NpzFile.open(GOLDEN, arena);
      assertThat(arrays)
          .extracting(StoredTensor::name)
          .containsExactly("W_enc", "b_enc", "W_dec", "b_dec", "threshold");
      Path twin = GOLDEN.resolveSibling("jumprelu/sae_weights.safetensors");
      for (StoredTensor tensor : SafetensorsFile.open(twin, arena)) {
        StoredTensor array =
            arrays.stream().filter(a -> a.name().equals(tensor.name())).findFirst().orElseThrow();
        assertThat(array.dtype()).isEqualTo("F32");
        assertThat(array.shape()).isEqualTo(tensor.shape());
        assertThat(array.data().mismatch(tensor.data())).isEqualTo(-1);
      }
    }
  }

  @Test
  void arraysOfEveryFloatAreReadWhereTheyLie() throws IOException {
    byte[] half = array("{'descr': '<f2', 'fortran_order': False, 'shape': (), }", new byte[2]);
    byte[] none = array("{'descr': '<f8', 'fortran_order': False, 'shape': (0, 3), }", new byte[0]);
    Path file = zip("a.npy", half, "b_2.npy", none, "c.npy", array(FLOATS, floats(1.5f, -2)));
    try (Arena arena = Arena.ofConfined()) {
      List<StoredTensor> arrays = NpzFile.open(file, arena);
      assertThat(arrays).extracting(StoredTensor::dtype).containsExactly("F16", "F64", "F32");
      assertThat(arrays).extracting(StoredTensor::elements).containsExactly(1L, 0L, 2L);
      assertThat(arrays.get(2).data().get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4)).isEqualTo(-2);
    }
  }

  @Test
  void sizesBeyondFourGibibytesAreReadFromTheirZip64Field() throws IOException {
    byte[] content = array(FLOATS, floats(3, 4));
    Path file = write(zip64(content, content.length));
    try (Arena arena = Arena.ofConfined()) {
      assertThat(NpzFile.open(file, arena).getFirst().elements()).isEqualTo(2);
    }
    refuse(write(zip64(content, Long.MAX_VALUE)), "bytes;");
    refuse(write(zip64(content, -1)), "outside the file");
    refuse(write(zip64(content, content.length + 1L)), "are left");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "{'descr': '|O', 'fortran_order': False, 'shape': (2,), } # holds Python objects, a pickle; such arrays are never read",
        "{'descr': [('a', '|O')], 'fortran_order': False, 'shape': (2,), } # has elements '[('a'",
        "{'descr': '>f4', 'fortran_order': False, 'shape': (2,), } # elements '>f4'; allowed are <f4",
        "{'descr': '<i8', 'fortran_order': False, 'shape': (1,), } # elements '<i8'",
        "{'descr': '<f4', 'fortran_order': True, 'shape': (1, 2), } # column by column",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), } # needs 12 bytes of F32; the entry holds 8",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } # needs 4 bytes",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), } # overflows",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), } # which is none",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1, , 2), } # which is none",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,2), } # has 9 extents",
        "__import__('os').system('true') # has a header that is no",
        "{'descr': '<f4'} # has a header that is no",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), } # has a header that is no"
      })
  void headerThatLiesOrIsNoneIsRefused(String header, String message) throws IOException {
    refuse(zip("W_enc.npy", array(header, new byte[8])), "array W_enc", message);
  }

  @Test
  void contentThatIsNoArrayIsRefused() throws IOException {
    refuse(
        zip("a.npy", "text that is longer than a header".getBytes(StandardCharsets.UTF_8)),
        "is not a NumPy array");
    refuse(zip("a.npy", new byte[0]), "is not a NumPy array");
    byte[] version = array(FLOATS, floats(1, 2));
    version[6] = 9;
    refuse(zip("a.npy", version), "format version 9; 1, 2 and 3 are known");
    byte[] length = array(FLOATS, floats(1, 2));
    length[9] = (byte) 0xFF;
    refuse(zip("a.npy", length), "says its header has");
  }

  @ParameterizedTest
  @CsvSource({"../W_enc.npy", "/etc/x.npy", "a/b.npy", "W_enc.pkl", "..\\a.npy", "W enc.npy"})
  void namesThatAreNoPlainArraysAreRefused(String name) throws IOException {
    refuse(zip(name, array(FLOATS, floats(1, 2))), "plain names such as W_enc.npy are allowed");
  }

  @Test
  void compressedEntriesAreRefusedWithWhatToDo() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("a.npy"));
      zip.write(new byte[100_000]);
      zip.closeEntry();
    }
    refuse(write(bytes.toByteArray()), "a.npy compressed (method 8)", "numpy.savez, not");
  }

  @Test
  void twoEntriesOfOneNameAreRefused() throws IOException {
    byte[] two =
        Files.readAllBytes(
            zip("aa.npy", array(FLOATS, floats(1, 2)), "ab.npy", array(FLOATS, floats(1, 2))));
    for (int i = 0; i < two.length - 6; i++) {
      if (two[i] == 'a' && two[i + 1] == 'b' && two[i + 2] == '.') {
        two[i + 1] = 'a';
      }
    }
    refuse(write(two), "holds two entries aa.npy");
  }

  @Test
  void filesThatAreNoArchivesAreRefused() throws IOException {
    refuse(write(new byte[0]), "does not end as a zip");
    refuse(write(new byte[100]), "does not end as a zip");
    refuse(folder.resolve("absent.npz"), "there is no file absent.npz");
    byte[] good = Files.readAllBytes(zip("a.npy", array(FLOATS, floats(1, 2))));
    byte[] longer = new byte[good.length + 4];
    System.arraycopy(good, 0, longer, 4, good.length);
    refuse(write(longer), "is where it is not");
  }

  @Test
  void everyTruncationAndEveryChangedByteIsReadOrRefusedButNeverMore() throws IOException {
    byte[] good = Files.readAllBytes(zip("a.npy", array(FLOATS, floats(1, 2))));
    for (int length = 0; length < good.length; length++) {
      byte[] cut = new byte[length];
      System.arraycopy(good, 0, cut, 0, length);
      Path file = write(cut);
      assertThatThrownBy(() -> read(file)).isInstanceOf(EngineException.class);
    }
    int read = 0;
    for (int at = 0; at < good.length; at++) {
      for (int value : new int[] {0, 0x7F, 0xFF}) {
        byte[] changed = good.clone();
        changed[at] = (byte) value;
        read += readOrRefused(write(changed)) ? 1 : 0;
      }
    }
    assertThat(read).isPositive().isLessThan(3 * good.length);
  }

  private static boolean readOrRefused(Path file) {
    try {
      read(file);
      return true;
    } catch (EngineException e) {
      return false;
    }
  }

  private static void read(Path file) {
    try (Arena arena = Arena.ofConfined()) {
      NpzFile.open(file, arena).forEach(array -> array.data().toArray(ValueLayout.JAVA_BYTE));
    }
  }

  private static void refuse(Path file, String... parts) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(EngineException.class)
        .hasMessageContainingAll(parts);
  }

  private static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }

  /** A file of format version 1. */
  private static byte[] array(String header, byte[] data) {
    byte[] text = (header + "\n").getBytes(StandardCharsets.US_ASCII);
    ByteBuffer bytes =
        ByteBuffer.allocate(10 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    bytes.putShort((short) text.length).put(text).put(data);
    return bytes.array();
  }

  private Path zip(Object... namesAndContents) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < namesAndContents.length; i += 2) {
        byte[] content = (byte[]) namesAndContents[i + 1];
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry((String) namesAndContents[i]);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
      }
    }
    return write(bytes.toByteArray());
  }

  /** One entry x.npy as archives beyond 4 GiB list it, with the end of such an archive. */
  private static byte[] zip64(byte[] content, long size) {
    byte[] name = "x.npy".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer bytes = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(0x04034b50).putShort((short) 45).putShort((short) 0).putShort((short) 0);
    bytes.putInt(0).putInt(0).putInt(-1).putInt(-1);
    bytes.putShort((short) name.length).putShort((short) 20).put(name);
    bytes.putShort((short) 1).putShort((short) 16).putLong(size).putLong(size).put(content);
    int directory = bytes.position();
    bytes.putInt(0x02014b50).putShort((short) 45).putShort((short) 45).putInt(0);
    bytes.putInt(0).putInt(0).putInt(-1).putInt(-1);
    bytes.putShort((short) name.length).putShort((short) 20).putShort((short) 0);
    bytes.putShort((short) 0).putShort((short) 0).putInt(0).putInt(0).put(name);
    bytes.putShort((short) 1).putShort((short) 16).putLong(size).putLong(size);
    int end = bytes.position();
    bytes.putInt(0x06064b50).putLong(44).putShort((short) 45).putShort((short) 45);
    bytes.putInt(0).putInt(0).putLong(1).putLong(1).putLong(end - directory).putLong(directory);
    bytes.putInt(0x07064b50).putInt(0).putLong(end).putInt(1);
    bytes.putInt(0x06054b50).putInt(0).putShort((short) -1).putShort((short) -1);
    bytes.putInt(-1).putInt(-1).putShort((short) 0);
    byte[] all = new byte[bytes.position()];
    bytes.flip().get(all);
    return all;
  }

  private Path write(byte[] content) throws IOException {
    return Files.write(folder.resolve("params.npz"), content);
  }
}
