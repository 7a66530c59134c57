package org.steermesh.vector.domain.task;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.SteermeshException;
import org.steermesh.vector.domain.task.UploadedFiles.UploadedFile;

/**
 * Reads the rows of a file, one at a time. A byte order mark and either line ending are accepted;
 * blank lines are no rows. What does not parse is refused with its line: a file that is broken
 * somewhere may be broken anywhere.
 */
final class RowReader {

  private static final int DEEPEST_NESTING = 32;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private static final JsonMapper JSON =
      new JsonMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxNestingDepth(DEEPEST_NESTING).build())
              .build());

  private static final CSVFormat CSV = CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();

  private final TaskDefinition definition;
  private final UploadedFile file;
  private final Consumer<Row> sink;

  RowReader(TaskDefinition definition, UploadedFile file, Consumer<Row> sink) {
    this.definition = definition;
    this.file = file;
    this.sink = sink;
  }

  /** Hands every row to the sink. */
  void read() {
    try {
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(file.content(), StandardCharsets.UTF_8.newDecoder()));
      reader.mark(1);
      if (reader.read() != BYTE_ORDER_MARK) {
        reader.reset();
      }
      switch (definition.format()) {
        case JSONL -> readLines(reader);
        case JSON -> readArray(reader);
        case CSV -> readCsv(reader);
      }
    } catch (CharacterCodingException _) {
      throw broken(0, "the file is not valid UTF-8");
    } catch (IOException e) {
      throw new UncheckedIOException("reading an upload failed", e);
    }
  }

  private void readLines(BufferedReader reader) throws IOException {
    long line = 0;
    Lines lines = new Lines(reader);
    for (String text = lines.next(); text != null; text = lines.next()) {
      line++;
      if (!text.isBlank()) {
        try {
          take(JSON.readTree(text), line);
        } catch (JsonProcessingException e) {
          throw broken(line, "not valid JSON: " + e.getOriginalMessage());
        }
      }
    }
  }

  /** Lines of bounded length: a file without line ends would fill the memory. */
  private final class Lines {

    private static final int LONGEST = 4 << 20;

    private final Reader reader;
    private long line;

    Lines(Reader reader) {
      this.reader = reader;
    }

    @Nullable String next() throws IOException {
      line++;
      StringBuilder text = new StringBuilder();
      int character = reader.read();
      if (character < 0) {
        return null;
      }
      for (; character >= 0 && character != '\n'; character = reader.read()) {
        if (text.length() == LONGEST) {
          throw broken(line, "the line has more than the " + LONGEST + " characters allowed");
        }
        text.append((char) character);
      }
      return text.toString();
    }
  }

  private void readArray(Reader reader) throws IOException {
    try (JsonParser parser = JSON.createParser(reader)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw broken(1, "the file must hold a JSON array of objects");
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        long line = parser.currentTokenLocation().getLineNr();
        take(parser.readValueAsTree(), line);
      }
      if (parser.nextToken() != null) {
        throw broken(
            parser.currentTokenLocation().getLineNr(), "there is more text after the array");
      }
    } catch (JsonProcessingException e) {
      throw broken(
          e.getLocation() == null ? 0 : e.getLocation().getLineNr(),
          "not valid JSON: " + e.getOriginalMessage());
    }
  }

  private void take(JsonNode node, long line) {
    if (!node.isObject()) {
      throw broken(line, "is no JSON object");
    }
    sink.accept(new Row(node, file.name(), line));
  }

  private void readCsv(Reader reader) throws IOException {
    List<String> columns = definition.columns();
    try (CSVParser parser = CSV.parse(reader)) {
      long line = 1;
      for (CSVRecord csv : parser) {
        if (columns.isEmpty()) {
          columns = csv.toList();
        } else {
          sink.accept(new Row(row(columns, csv, line), file.name(), line));
        }
        line = parser.getCurrentLineNumber() + 1;
      }
    } catch (CSVException e) {
      throw broken(0, "not valid CSV: " + e.getMessage());
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof CharacterCodingException invalid) {
        throw invalid;
      }
      IOException cause = e.getCause();
      throw broken(0, "not valid CSV: " + (cause == null ? e : cause).getMessage());
    }
  }

  private ObjectNode row(List<String> columns, CSVRecord csv, long line) {
    if (csv.size() != columns.size()) {
      throw broken(
          line,
          "the row has %d fields, but there are %d columns (%s)"
              .formatted(csv.size(), columns.size(), String.join(", ", columns)));
    }
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < columns.size(); i++) {
      row.put(columns.get(i), csv.get(i));
    }
    return row;
  }

  private SteermeshException broken(long line, String what) {
    String place =
        (file.name().isEmpty() ? "" : file.name() + " ") + (line > 0 ? "line " + line : "");
    return TaskCatalog.invalid(place.isBlank() ? what : place.strip() + ": " + what);
  }
}
