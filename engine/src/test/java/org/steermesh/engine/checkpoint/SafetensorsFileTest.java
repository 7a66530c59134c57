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
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;

/** A file from a stranger is either read exactly or refused with a sentence. */
class SafetensorsFileTest {

  @TempDir Path folder;

  @Test
  void tensorsAreReadWhereTheyLie() throws IOException {
    String header =
        """
        {"__metadata__":{"format":"pt"},
         "b":{"dtype":"F32","shape":[2],"data_offsets":[2,10]},
         "a":{"dtype":"BF16","shape":[1,1],"data_offsets":[0,2]},
         "none":{"dtype":"F32","shape":[0,7],"data_offsets":[10,10]}}\
        """;
    ByteBuffer data = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
    data.putShort((short) 0x3F80).putFloat(1.5f).putFloat(-2);
    try (Arena arena = Arena.ofConfined()) {
      List<StoredTensor> tensors = SafetensorsFile.open(file(header, data.array()), arena);
      assertThat(tensors).extracting(StoredTensor::name).containsExactly("a", "b", "none");
      assertThat(tensors).extracting(StoredTensor::elements).containsExactly(1L, 2L, 0L);
      assertThat(tensors.get(1).data().get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4)).isEqualTo(-2);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'t':{'dtype':'F32','shape':[3],'data_offsets':[0,12]}} | bytes 0 to 12",
        "{'t':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} | bytes 8 to 0",
        "{'t':{'dtype':'F32','shape':[1],'data_offsets':[0,8]}} | needs 4 bytes",
        "{'t':{'dtype':'F99','shape':[2],'data_offsets':[0,8]}} | unknown dtype 'F99'",
        "{'t':{'shape':[2],'data_offsets':[0,8]}} | unknown dtype ''",
        "{'t':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}} | natural number",
        "{'t':{'dtype':'F32','shape':[1.5],'data_offsets':[0,8]}} | natural number",
        "{'t':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,8]}} | overflows",
        "{'t':{'dtype':'F32','shape':[1e99],'data_offsets':[0,8]}} | natural number",
        "{'t':{'dtype':'F32','shape':'2','data_offsets':[0,8]}} | no shape",
        "{'t':{'dtype':'F32','shape':[1,1,1,1,1,1,1,1,2],'data_offsets':[0,8]}} | no shape",
        "{'t':{'dtype':'F32','shape':[2],'data_offsets':[0]}} | no data_offsets",
        "{'t':{'dtype':'F32','shape':[2]}} | no data_offsets",
        "{'t':7} | unknown dtype",
        "{'t':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | 4 bytes after its last tensor",
        "{'t':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | after a gap",
        "{'t':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'u':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | inside the one before",
        "{'t':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'t':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | Duplicate",
        "{'t':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}x | not valid JSON",
        "{'t': | not valid JSON",
        "[1,2] | no JSON object"
      })
  void lyingHeaderIsRefused(String header, String message) throws IOException {
    refuse(file(header.replace('\'', '"'), new byte[8]), message);
  }

  @Test
  void headerLengthIsBoundedBeforeAnythingIsRead() throws IOException {
    for (long length : new long[] {0, 1, 1L << 32, Long.MAX_VALUE, -1, 9}) {
      ByteBuffer file = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      refuse(write(file.array()), "header has " + Long.toUnsignedString(length) + " bytes");
    }
  }

  @Test
  void fileShorterThanItsHeaderLengthIsRefused() throws IOException {
    refuse(write(new byte[3]), "has 3 bytes");
    refuse(write(new byte[0]), "has 0 bytes");
  }

  @Test
  void headerThatIsNotUtf8IsRefused() throws IOException {
    byte[] file = {2, 0, 0, 0, 0, 0, 0, 0, (byte) 0xC3, (byte) 0x28};
    refuse(write(file), "not UTF-8");
  }

  @Test
  void absentFileIsSaidToBeAbsent() {
    try (Arena arena = Arena.ofConfined()) {
      assertThatThrownBy(() -> SafetensorsFile.open(folder.resolve("no.safetensors"), arena))
          .isInstanceOfSatisfying(
              EngineException.class,
              e -> assertThat(e.reason()).isEqualTo(EngineReason.CHECKPOINT_MISSING))
          .hasMessageContaining("no.safetensors");
    }
  }

  @Test
  void everyTruncationOfAValidFileIsRefused() throws IOException {
    Path whole =
        file("{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", new byte[8]);
    byte[] bytes = Files.readAllBytes(whole);
    for (int length = 0; length < bytes.length; length++) {
      refuse(write(Arrays.copyOf(bytes, length)), "");
    }
  }

  private void refuse(Path file, String message) {
    try (Arena arena = Arena.ofConfined()) {
      assertThatThrownBy(() -> SafetensorsFile.open(file, arena))
          .isInstanceOfSatisfying(
              EngineException.class,
              e -> assertThat(e.reason()).isEqualTo(EngineReason.CHECKPOINT_INVALID))
          .hasMessageContaining(message);
    }
  }

  private Path file(String header, byte[] data) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).array());
    out.writeBytes(json);
    out.writeBytes(data);
    return write(out.toByteArray());
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("hostile.safetensors"), bytes);
  }
}
