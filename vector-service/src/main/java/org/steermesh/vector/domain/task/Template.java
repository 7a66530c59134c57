package org.steermesh.vector.domain.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with columns in it: {@code Context: {context}}. {@code {excuse:strip}} takes white space
 * off both ends, as Python's {@code strip} does.
 */
final class Template {

  private static final Pattern COLUMN = Pattern.compile("\\{([^{}]+)}");
  private static final String STRIP = ":strip";

  private final String text;
  private final List<String> columns = new ArrayList<>();

  private Template(String text) {
    this.text = text;
    Matcher matcher = COLUMN.matcher(text);
    while (matcher.find()) {
      columns.add(path(matcher.group(1)));
    }
  }

  static Template of(String text) {
    return new Template(text);
  }

  private static String path(String column) {
    return column.endsWith(STRIP) ? column.substring(0, column.length() - STRIP.length()) : column;
  }

  /** The paths that it reads. */
  List<String> columns() {
    return List.copyOf(columns);
  }

  /** The first column that a row lacks. */
  Optional<String> missing(Row row) {
    return columns.stream().filter(column -> row.text(column).isEmpty()).findFirst();
  }

  /** Fills it; a column that a row lacks becomes nothing. */
  String fill(Row row) {
    return COLUMN
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(value(row, match.group(1))));
  }

  private static String value(Row row, String column) {
    String value = row.text(path(column)).orElse("");
    return column.endsWith(STRIP) ? value.strip() : value;
  }

  @Override
  public String toString() {
    return text;
  }
}
