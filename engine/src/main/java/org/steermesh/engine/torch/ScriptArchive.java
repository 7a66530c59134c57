package org.steermesh.engine.torch;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs TorchScript source into the archive that the native library loads: a zip of stored entries
 * with the source as it is and a pickle that creates one module object with its attributes.
 */
final class ScriptArchive {

  private static final byte[] EMPTY_TUPLE_PICKLE = {(byte) 0x80, 2, ')', '.'};

  private ScriptArchive() {}

  /**
   * Packs a program.
   *
   * @param type name of the module's class in the main source
   * @param main the main source
   * @param attributes of the module object: Boolean, Long or Double
   * @param files further sources by name; the main source calls {@code __torch__.name.function}
   */
  static byte[] pack(
      String type, String main, Map<String, Object> attributes, Map<String, String> files)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      store(zip, "m/version", utf8("10\n"));
      store(zip, "m/byteorder", utf8("little"));
      store(zip, "m/data.pkl", pickle(type, attributes));
      store(zip, "m/constants.pkl", EMPTY_TUPLE_PICKLE);
      store(zip, "m/code/__torch__.py", utf8(main));
      for (Map.Entry<String, String> file : files.entrySet()) {
        store(zip, "m/code/__torch__/" + file.getKey() + ".py", utf8(file.getValue()));
      }
    }
    return bytes.toByteArray();
  }

  /** Pickle protocol 2: object of {@code __torch__.type} whose state is the dictionary. */
  private static byte[] pickle(String type, Map<String, Object> attributes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(0x80);
    out.write(2);
    out.writeBytes("c__torch__\n" + type + "\n");
    out.write(')');
    out.write(0x81);
    out.writeBytes("}(");
    for (Map.Entry<String, Object> attribute : attributes.entrySet()) {
      writeText(out, attribute.getKey());
      writeAttribute(out, attribute.getValue());
    }
    out.writeBytes("ub.");
    return bytes.toByteArray();
  }

  private static void writeAttribute(DataOutputStream out, Object value) throws IOException {
    switch (value) {
      case Boolean truth -> out.write(truth ? 0x88 : 0x89);
      case Long number -> {
        out.write(0x8a);
        out.write(Long.BYTES);
        out.writeLong(Long.reverseBytes(number));
      }
      case Double number -> {
        out.write('G');
        out.writeDouble(number);
      }
      default ->
          throw new IllegalArgumentException(value.getClass() + " is not Boolean, Long or Double");
    }
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = utf8(text);
    out.write('X');
    out.writeInt(Integer.reverseBytes(utf8.length));
    out.write(utf8);
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCompressedSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
