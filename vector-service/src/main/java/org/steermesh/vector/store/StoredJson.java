package org.steermesh.vector.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

/** Records as JSON in UTF-8. */
final class StoredJson {

  /** The format that every service reads, written wherever it can say all. */
  static final int FORMAT = 1;

  /**
   * Versions that were imported or composed: of methods that earlier services do not know, without
   * positions and layout, which those need.
   */
  static final int FORMAT_OF_UNBUILT = 2;

  /**
   * Versions that are not stored as float32, and builds of such: earlier services would read their
   * floats as others.
   */
  static final int FORMAT_OF_DTYPE = 3;

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private StoredJson() {}

  static byte[] write(Object record) {
    try {
      return JSON.writeValueAsBytes(record);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + record.getClass().getName(), e);
    }
  }

  static <T> T read(byte[] json, Class<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (IOException e) {
      // What cannot be read may be of a later service, which is the better explanation.
      checkFormat(formatOf(json));
      throw new UncheckedIOException("stored " + type.getSimpleName() + " is not readable", e);
    }
  }

  private static int formatOf(byte[] json) {
    try {
      return JSON.readTree(json).path("format").asInt(FORMAT);
    } catch (IOException e) {
      return FORMAT;
    }
  }

  /**
   * Refuses a record of a later format, which is not guessed at.
   *
   * @throws SteermeshException RECORD_TOO_NEW
   */
  static void checkFormat(int format) {
    if (format > FORMAT_OF_DTYPE) {
      throw new SteermeshException(
              ErrorReason.RECORD_TOO_NEW,
              "a stored record has format %d, this service reads %d to %d; update it"
                  .formatted(format, FORMAT, FORMAT_OF_DTYPE))
          .with("format", Integer.toString(format));
    }
    if (format < FORMAT) {
      throw new IllegalStateException("stored record has format " + format);
    }
  }
}
