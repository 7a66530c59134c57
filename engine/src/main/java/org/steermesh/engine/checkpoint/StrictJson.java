package org.steermesh.engine.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;

/** JSON objects of a checkpoint: bounded, one value per name, nothing after the end. */
public final class StrictJson {

  private static final long MAX_FILE_BYTES = 64L << 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private StrictJson() {}

  /**
   * Reads a file that must be there.
   *
   * @throws EngineException when it is absent, larger than 64 MiB, or no JSON object
   */
  public static JsonNode read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new EngineException(
          EngineReason.CHECKPOINT_MISSING, "there is no file " + file.getFileName());
    }
    try {
      long size = Files.size(file);
      if (size > MAX_FILE_BYTES) {
        throw invalid(name(file) + " has " + size + " bytes; at most " + MAX_FILE_BYTES);
      }
      return parse(Files.readString(file, StandardCharsets.UTF_8), name(file));
    } catch (IOException e) {
      throw invalid(name(file) + " cannot be read as UTF-8 text: " + e.getMessage());
    }
  }

  /** Parses a JSON object; {@code name} says in errors what it is. */
  static JsonNode parse(String json, String name) {
    JsonNode root;
    try {
      root = MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw invalid(name + " is not valid JSON: " + e.getOriginalMessage());
    }
    if (!root.isObject()) {
      throw invalid(name + " holds no JSON object");
    }
    return root;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  /** The refusal of a file that does not hold what it should. */
  public static EngineException invalid(String message) {
    return new EngineException(EngineReason.CHECKPOINT_INVALID, message);
  }
}
