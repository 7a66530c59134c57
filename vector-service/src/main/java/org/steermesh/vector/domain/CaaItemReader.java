package org.steermesh.vector.domain;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the items of one CAA file, one after the other, and notes what is wrong with each. */
final class CaaItemReader {

  /** A text and the line it stands on. */
  record Value(String text, int line) {}

  /** Where an earlier item stands. */
  private record Seen(int index, int line) {}

  private final JsonParser parser;
  private final ViolationList violations;
  private final CaaItemRules rules;
  private final Map<ContrastivePair, Seen> seen = new HashMap<>();

  CaaItemReader(JsonParser parser, DatasetLimits limits, ViolationList violations) {
    this.parser = parser;
    this.violations = violations;
    this.rules = new CaaItemRules(limits, violations);
  }

  /** Reads the item the parser stands on; empty when it is refused. */
  Optional<ContrastivePair> read(int index) throws IOException {
    int line = line();
    String place = "items[" + index + "]";
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      String kind = JsonKind.of(parser.currentToken()).words();
      violations.add(place, "line %d: the item is %s, not an object".formatted(line, kind));
      parser.skipChildren();
      return Optional.empty();
    }
    Map<CaaField, Value> values = readFields(place, line);
    Value question = values.get(CaaField.QUESTION);
    Value matching = values.get(CaaField.MATCHING);
    Value notMatching = values.get(CaaField.NOT_MATCHING);
    if (question == null || matching == null || notMatching == null) {
      return Optional.empty();
    }
    if (!rules.hold(place, question, matching, notMatching)) {
      return Optional.empty();
    }
    ContrastivePair pair =
        new ContrastivePair(question.text(), matching.text(), notMatching.text());
    return isNew(place, pair, new Seen(index, line)) ? Optional.of(pair) : Optional.empty();
  }

  private boolean isNew(String place, ContrastivePair pair, Seen here) {
    Seen earlier = seen.putIfAbsent(pair, here);
    if (earlier != null) {
      violations.add(
          place,
          "line %d: the item repeats items[%d] of line %d; a repeated item would count twice"
              .formatted(here.line(), earlier.index(), earlier.line()));
    }
    return earlier == null;
  }

  /** Values of the fields that are there and are text. */
  private Map<CaaField, Value> readFields(String place, int itemLine) throws IOException {
    Map<CaaField, Value> values = new EnumMap<>(CaaField.class);
    Set<CaaField> missing = EnumSet.allOf(CaaField.class);
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      int line = line();
      parser.nextToken();
      Optional<CaaField> field = CaaField.of(key);
      if (field.isEmpty()) {
        unknown(place, key, line);
      } else if (!missing.remove(field.get())) {
        violations.add(place + "." + key, "line %d: %s is given twice".formatted(line, key));
      } else {
        readText(place, key).ifPresent(value -> values.put(field.get(), value));
      }
      parser.skipChildren();
    }
    for (CaaField field : missing) {
      violations.add(
          place + "." + field.key(), "line %d: %s is missing".formatted(itemLine, field.key()));
    }
    return values;
  }

  private void unknown(String place, String key, int line) {
    violations.add(
        place + "." + Quoted.cut(key),
        "line %d: unknown field %s; the fields are %s"
            .formatted(line, Quoted.of(key), CaaField.list()));
  }

  private Optional<Value> readText(String place, String key) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return Optional.of(new Value(parser.getText(), line()));
    }
    String kind = JsonKind.of(parser.currentToken()).words();
    violations.add(
        place + "." + key, "line %d: %s is %s, not a string".formatted(line(), key, kind));
    return Optional.empty();
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }
}
