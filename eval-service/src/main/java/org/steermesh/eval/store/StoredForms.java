package org.steermesh.eval.store;

import static com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility.ANY;
import static com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility.NONE;

import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.steermesh.eval.domain.BehaviourScore;
import org.steermesh.eval.domain.Cell;
import org.steermesh.eval.domain.CellResult;
import org.steermesh.eval.domain.Perplexity;

/** The domain's records as JSON, components as fields; doubles keep every bit. */
final class StoredForms {

  private final ObjectMapper json =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .visibility(PropertyAccessor.ALL, NONE)
          .visibility(PropertyAccessor.FIELD, ANY)
          .visibility(PropertyAccessor.CREATOR, ANY)
          .build();

  /** A result without its cell, which the declaration and the index tell. */
  private record StoredCell(
      BehaviourScore score, Optional<Perplexity> perplexity, double largestRelativeDose) {}

  String write(Object stored) {
    try {
      return json.writeValueAsString(stored);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  <T> T read(byte[] stored, Class<T> type) {
    try {
      return json.readValue(stored, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String writeCell(CellResult result) {
    return write(new StoredCell(result.score(), result.perplexity(), result.largestRelativeDose()));
  }

  CellResult readCell(Cell cell, byte[] stored) {
    StoredCell form = read(stored, StoredCell.class);
    return new CellResult(cell, form.score(), form.perplexity(), form.largestRelativeDose());
  }
}
