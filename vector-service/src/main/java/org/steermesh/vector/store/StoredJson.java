package org.steermesh.vector.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Records as JSON in UTF-8. */
final class StoredJson {

  /** The format written; a record of a later one is refused, not guessed at. */
  static final int FORMAT = 1;

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
      throw new UncheckedIOException("stored " + type.getSimpleName() + " is not readable", e);
    }
  }

  static void checkFormat(int format) {
    if (format != FORMAT) {
      throw new IllegalStateException(
          "stored record has format " + format + ", this version reads format " + FORMAT);
    }
  }
}
