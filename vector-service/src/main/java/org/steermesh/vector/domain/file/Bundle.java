package org.steermesh.vector.domain.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A version to be carried to another library: a zip of four entries that are not packed.
 *
 * <pre>
 * manifest.json       {"format": "steermesh-bundle", "version": 1}
 * version.json        provenance: the version as the contract has it, proto3 JSON
 * vector.safetensors  payload
 * README.md           model card, for people; not read
 * </pre>
 *
 * @param version text of {@code version.json}
 * @param payload tensors
 * @param card text of the model card
 */
public record Bundle(String version, Safetensors payload, String card) {

  private static final VectorFileFormat FORMAT = VectorFileFormat.BUNDLE;
  private static final String MANIFEST = "manifest.json";
  private static final String VERSION = "version.json";
  private static final String PAYLOAD = "vector.safetensors";
  private static final String CARD = "README.md";
  private static final String FORM = "{\"format\": \"steermesh-bundle\", \"version\": 1}\n";
  private static final int LARGEST_TEXT = 1 << 20;

  /** Reads a file. */
  public static Bundle read(ByteBuffer file, FileLimits limits) {
    Map<String, ByteBuffer> entries = ZipArchive.read(FORMAT, file, limits);
    if (!text(entries, MANIFEST).strip().equals(FORM.strip())) {
      throw InvalidFile.because(FORMAT, "its manifest is not that of a bundle of version 1");
    }
    ByteBuffer payload = entries.get(PAYLOAD);
    if (payload == null) {
      throw InvalidFile.because(FORMAT, "it has no " + PAYLOAD);
    }
    return new Bundle(
        text(entries, VERSION), Safetensors.read(payload, limits), text(entries, CARD));
  }

  private static String text(Map<String, ByteBuffer> entries, String name) {
    ByteBuffer bytes = entries.get(name);
    if (bytes == null || bytes.remaining() > LARGEST_TEXT) {
      throw InvalidFile.because(FORMAT, "its " + name + " is not there, or too large");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
    } catch (CharacterCodingException e) {
      throw InvalidFile.because(FORMAT, "its " + name + " is not UTF-8").causedBy(e);
    }
  }

  /** The file; the same bytes for the same content. */
  public void write(OutputStream to) throws IOException {
    Map<String, Parts> entries = new LinkedHashMap<>();
    entries.put(MANIFEST, Parts.of(FORM.getBytes(StandardCharsets.UTF_8)));
    entries.put(VERSION, Parts.of(version.getBytes(StandardCharsets.UTF_8)));
    entries.put(PAYLOAD, payload.parts());
    entries.put(CARD, Parts.of(card.getBytes(StandardCharsets.UTF_8)));
    ZipArchive.write(to, entries);
  }
}
