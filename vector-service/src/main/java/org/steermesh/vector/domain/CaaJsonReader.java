package org.steermesh.vector.domain;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the CAA layout: a JSON array of objects with {@code question}, {@code
 * answer_matching_behavior} and {@code answer_not_matching_behavior} (nrimsky/CAA, {@code
 * datasets/generate}).
 *
 * <p>Strict: every item is checked and nothing is repaired or skipped, because a mislabelled pair
 * moves a mean difference without a trace. A byte order mark and either line ending are accepted.
 */
public final class CaaJsonReader {

  private static final int DEEPEST_NESTING = 32;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST_NESTING)
                  // The bound on bytes bounds every string; the bound on characters is checked
                  // item by item, so that its message can name the item.
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final DatasetLimits limits;
  private final ViolationList violations = new ViolationList();
  private final List<ContrastivePair> pairs = new ArrayList<>();
  private int items;

  private CaaJsonReader(DatasetLimits limits) {
    this.limits = limits;
  }

  /** Reads {@code content}, a whole file in UTF-8. */
  public static DatasetReading read(byte[] content, DatasetLimits limits) {
    return new CaaJsonReader(limits).read(content);
  }

  private DatasetReading read(byte[] content) {
    if (content.length > limits.bytes()) {
      violations.add("content", "the file is larger than the " + limits.bytes() + " bytes allowed");
      return violations.refuse();
    }
    ByteBuffer bytes = ByteBuffer.wrap(content);
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(bytes);
      readText(text.toString());
    } catch (CharacterCodingException _) {
      violations.add("content", "byte " + bytes.position() + " is not valid UTF-8");
    }
    return violations.isEmpty()
        ? new DatasetReading.Accepted(List.copyOf(pairs))
        : violations.refuse();
  }

  private void readText(String text) {
    boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
    try (JsonParser parser = JSON.createParser(marked ? text.substring(1) : text)) {
      readArray(parser);
    } catch (StreamConstraintsException _) {
      violations.add("content", "values nest deeper than " + DEEPEST_NESTING + " levels");
    } catch (JsonProcessingException e) {
      violations.add("content", describe(e, text));
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory failed", e);
    }
  }

  private void readArray(JsonParser parser) throws IOException {
    JsonToken first = parser.nextToken();
    if (first != JsonToken.START_ARRAY) {
      violations.add("content", "the file must hold a JSON array of items, not " + named(first));
      return;
    }
    CaaItemReader reader = new CaaItemReader(parser, limits, violations);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (items == limits.items()) {
        violations.add(
            "items",
            "line %d: the file holds more than the %d items allowed"
                .formatted(parser.currentTokenLocation().getLineNr(), limits.items()));
        return;
      }
      reader.read(items).ifPresent(pairs::add);
      items++;
    }
    if (items == 0) {
      violations.add("items", "the array is empty; a data set holds at least one item");
    }
    if (parser.nextToken() != null) {
      int line = parser.currentTokenLocation().getLineNr();
      violations.add("content", "line " + line + ": there is more text after the array");
    }
  }

  private static String describe(JsonProcessingException e, String text) {
    // The parser has two ways to say it, and locates neither at the end.
    if (e instanceof JsonEOFException || e.getOriginalMessage().startsWith("Unexpected end")) {
      return LineAndColumn.endOf(text) + ": the file ends before its JSON does";
    }
    LineAndColumn place =
        new LineAndColumn(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
    return place + ": not valid JSON: " + e.getOriginalMessage();
  }

  private static String named(@Nullable JsonToken token) {
    return token == null ? "nothing" : JsonKind.of(token).words();
  }
}
