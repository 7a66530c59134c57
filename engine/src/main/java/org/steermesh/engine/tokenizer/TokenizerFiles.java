package org.steermesh.engine.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;

/**
 * The files of a checkpoint that say how text becomes tokens.
 *
 * @param directory the checkpoint
 */
record TokenizerFiles(Path directory) {

  static final String TOKENIZER = "tokenizer.json";

  /** The largest published tokenizer.json has about 35 MB. */
  private static final long TOKENIZER_BYTES = 128L << 20;

  private static final long CONFIG_BYTES = 16L << 20;

  /** The bytes of tokenizer.json. */
  byte[] tokenizer() {
    Path file = directory.resolve(TOKENIZER);
    if (!Files.isRegularFile(file)) {
      throw new EngineException(
          EngineReason.CHECKPOINT_MISSING,
          "the checkpoint has no tokenizer.json: " + directory,
          Map.of("file", file.toString()));
    }
    return read(TOKENIZER, TOKENIZER_BYTES);
  }

  /** A JSON object; an empty one where the file is absent. */
  JsonNode object(String name) {
    ObjectMapper mapper = new ObjectMapper();
    if (!Files.isRegularFile(directory.resolve(name))) {
      return mapper.createObjectNode();
    }
    byte[] bytes = read(name, CONFIG_BYTES);
    try {
      JsonNode node = mapper.readTree(bytes);
      if (node.isObject()) {
        return node;
      }
    } catch (JsonProcessingException e) {
      throw invalid(name + " is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw invalid(name + " is not a JSON object");
  }

  /** The bytes of a small file; empty where it is absent. */
  byte[] optional(String name) {
    return Files.isRegularFile(directory.resolve(name)) ? read(name, CONFIG_BYTES) : new byte[0];
  }

  private byte[] read(String name, long most) {
    Path file = directory.resolve(name);
    try {
      long size = Files.size(file);
      if (size > most) {
        throw invalid(name + " has " + size + " bytes; at most " + most + " are read");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new EngineException(
          EngineReason.CHECKPOINT_MISSING,
          name + " cannot be read: " + e.getMessage(),
          Map.of("file", file.toString()));
    }
  }

  static EngineException invalid(String what) {
    return new EngineException(EngineReason.TOKENIZER_INVALID, what);
  }

  /** SHA-256, in hexadecimal. */
  static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
