package org.steermesh.vector.domain.task;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How the files of a task become multiple-choice items: data, not code (docs/pas.md).
 *
 * @param about what people and provenance know it by
 * @param format how a file is written
 * @param columns names of the columns of CSV without a header; empty where the first row has them
 * @param question the first alternative that fits is taken
 * @param clean replacements in the filled question, in order; only of definitions of the service
 * @param choices where the choices are
 * @param gold where the right one is
 * @param group what must stay together
 * @param fact none, or the first alternative that fits
 * @param note none, or the first alternative that fits
 * @param attributes what is kept besides
 * @param digest SHA-256 (hex) of its text
 */
public record TaskDefinition(
    About about,
    Format format,
    List<String> columns,
    List<Alternative> question,
    List<Replacement> clean,
    ChoiceRule choices,
    GoldRule gold,
    GroupRule group,
    List<Alternative> fact,
    List<Alternative> note,
    Map<String, Template> attributes,
    String digest) {

  /**
   * What people know it by.
   *
   * @param name unique among the definitions of the service
   * @param title in a few words
   * @param source where its files are published
   * @param licence under which they are
   * @param paperNames what the paper's experiments call it
   */
  public record About(
      String name, String title, String source, String licence, List<String> paperNames) {}

  /** How a file is written. */
  public enum Format {
    /** One JSON object a line. */
    JSONL,
    /** One array of objects. */
    JSON,
    /** RFC 4180. */
    CSV;

    /** As definitions write it. */
    public String toText() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A text for rows that fit.
   *
   * @param when a column that must not be blank; empty for any row
   * @param file what the name of the file must hold; empty for any file
   * @param text what it becomes
   */
  record Alternative(String when, String file, Template text) {

    boolean fits(Row row) {
      return (when.isEmpty() || row.text(when).filter(value -> !value.isBlank()).isPresent())
          && row.file().contains(file);
    }

    static Optional<Template> of(List<Alternative> alternatives, Row row) {
      return alternatives.stream()
          .filter(alternative -> alternative.fits(row))
          .findFirst()
          .map(Alternative::text);
    }
  }

  /**
   * A replacement in a text.
   *
   * @param pattern what is replaced
   * @param replacement by what, with groups as {@code $1}
   */
  record Replacement(Pattern pattern, String replacement) {}

  /** Where the choices are. */
  sealed interface ChoiceRule {

    /**
     * One in each column.
     *
     * @param mayEnd whether empty columns at the end are no choices
     */
    record Columns(List<String> columns, boolean mayEnd) implements ChoiceRule {}

    /**
     * In an array of texts.
     *
     * @param labelled whether each begins with its letter in parentheses, which is taken off
     */
    record ListAt(String path, boolean labelled) implements ChoiceRule {}

    /** In an array of objects, each with a text and a label. */
    record Objects(String path, String text, String label) implements ChoiceRule {}

    /** The same for every item. */
    record Fixed(List<String> texts) implements ChoiceRule {}

    /** The keys of an object whose values are 1 for what is true and 0 for what is not. */
    record Truths(String path) implements ChoiceRule {}

    /**
     * Listed in the question as {@code (A) ...}, or, where the answers are no letters, the two
     * answers themselves.
     */
    record Contrast(String question, String matching, String other) implements ChoiceRule {}
  }

  /** Where the right choice is. */
  sealed interface GoldRule {

    /**
     * A number from 0.
     *
     * @param values what the texts of the column stand for; empty when they are the number
     */
    record Index(String path, Map<String, Integer> values) implements GoldRule {}

    /** A letter from A, or the label of a choice. */
    record Label(String path) implements GoldRule {}

    /** The text of a choice. */
    record Text(String path) implements GoldRule {}

    /** The first choice. */
    record First() implements GoldRule {}

    /** Known from the choices. */
    record Implied() implements GoldRule {}
  }

  /** What must stay together. */
  sealed interface GroupRule {

    /** Nothing. */
    record None() implements GroupRule {}

    /** Rows with an equal text. */
    record By(Template text) implements GroupRule {}

    /** Rows that follow one another and begin alike: at least half of the words of the shorter. */
    record Neighbours(String path) implements GroupRule {}
  }
}
