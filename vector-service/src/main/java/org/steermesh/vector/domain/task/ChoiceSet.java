package org.steermesh.vector.domain.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.steermesh.vector.domain.Quoted;
import org.steermesh.vector.domain.task.TaskDefinition.ChoiceRule;

/**
 * The choices of one row.
 *
 * @param texts in the order of the file
 * @param labels what the file calls them; empty where it does not
 * @param correct which are known to be true from the choices alone; empty where that is told apart
 * @param question the question without its options, where they were listed in it
 */
record ChoiceSet(
    List<String> texts, List<String> labels, List<Integer> correct, Optional<String> question) {

  private static final Pattern LABEL = Pattern.compile("^\\([A-Z]\\)\\s*");
  private static final Pattern ANSWER = Pattern.compile("\\(([A-Z])\\)");

  static ChoiceSet of(ChoiceRule rule, Row row) throws SkippedRow {
    return switch (rule) {
      case ChoiceRule.Columns columns -> plain(columns(columns, row));
      case ChoiceRule.ListAt list -> plain(list(list, row));
      case ChoiceRule.Fixed fixed -> plain(fixed.texts());
      case ChoiceRule.Objects objects -> objects(objects, row);
      case ChoiceRule.Truths truths -> truths(truths, row);
      case ChoiceRule.Contrast contrast -> contrast(contrast, row);
    };
  }

  private static ChoiceSet plain(List<String> texts) {
    return new ChoiceSet(texts, List.of(), List.of(), Optional.empty());
  }

  private static List<String> columns(ChoiceRule.Columns rule, Row row) throws SkippedRow {
    List<String> texts = new ArrayList<>();
    for (String column : rule.columns()) {
      texts.add(rule.mayEnd() ? row.text(column).orElse("") : ItemMaker.text(row, column));
    }
    while (rule.mayEnd() && !texts.isEmpty() && texts.getLast().isBlank()) {
      texts.removeLast();
    }
    return texts;
  }

  private static List<String> list(ChoiceRule.ListAt rule, Row row) throws SkippedRow {
    List<String> texts = new ArrayList<>();
    for (JsonNode node : ItemMaker.node(row, rule.path())) {
      String text = textOf(node, rule.path());
      texts.add(rule.labelled() ? LABEL.matcher(text).replaceFirst("").strip() : text);
    }
    return texts;
  }

  private static ChoiceSet objects(ChoiceRule.Objects rule, Row row) throws SkippedRow {
    List<String> texts = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    JsonNode node = ItemMaker.node(row, rule.path());
    if (node.isObject()) {
      // As data frames keep it: one array of texts, one of labels.
      node.path(rule.text()).forEach(text -> texts.add(text.asText()));
      node.path(rule.label()).forEach(label -> labels.add(label.asText()));
    } else {
      for (JsonNode choice : node) {
        texts.add(textOf(choice.path(rule.text()), rule.path() + "." + rule.text()));
        labels.add(textOf(choice.path(rule.label()), rule.path() + "." + rule.label()));
      }
    }
    if (texts.size() != labels.size()) {
      throw SkippedRow.missing(rule.path() + "." + rule.label());
    }
    return new ChoiceSet(texts, labels, List.of(), Optional.empty());
  }

  private static String textOf(JsonNode node, String path) throws SkippedRow {
    if (node.isMissingNode() || node.isNull() || !node.isValueNode()) {
      throw SkippedRow.missing(path);
    }
    return node.asText();
  }

  private static ChoiceSet truths(ChoiceRule.Truths rule, Row row) throws SkippedRow {
    JsonNode node = ItemMaker.node(row, rule.path());
    List<String> texts = new ArrayList<>();
    List<Integer> truths = new ArrayList<>();
    if (node.path("choices").isArray() && node.path("labels").isArray()) {
      node.path("choices").forEach(text -> texts.add(text.asText()));
      node.path("labels").forEach(truth -> truths.add(truth.asInt()));
    } else {
      node.forEachEntry((text, truth) -> {
        texts.add(text);
        truths.add(truth.asInt());
      });
    }
    List<Integer> correct =
        IntStream.range(0, Math.min(texts.size(), truths.size()))
            .filter(i -> truths.get(i) == 1)
            .boxed()
            .toList();
    if (correct.isEmpty()) {
      throw new SkippedRow(SkipReason.GOLD_UNKNOWN, rule.path() + " holds no choice with 1");
    }
    return new ChoiceSet(texts, List.of(), correct, Optional.empty());
  }

  private static ChoiceSet contrast(ChoiceRule.Contrast rule, Row row) throws SkippedRow {
    String matching = ItemMaker.text(row, rule.matching()).strip();
    String other = ItemMaker.text(row, rule.other()).strip();
    ListedOptions listed = ListedOptions.of(ItemMaker.text(row, rule.question()));
    Matcher letter = ANSWER.matcher(matching);
    if (!letter.matches()) {
      return new ChoiceSet(
          List.of(matching, other), List.of(), List.of(0), Optional.of(listed.question()));
    }
    if (listed.options().isEmpty()) {
      throw new SkippedRow(
          SkipReason.OPTIONS_MISSING,
          "the answer is %s, but %s lists no options".formatted(matching, rule.question()));
    }
    int gold = letter.group(1).charAt(0) - 'A';
    if (gold >= listed.options().size()) {
      throw new SkippedRow(
          SkipReason.GOLD_UNKNOWN,
          "%s is %s, but the question lists %d options"
              .formatted(rule.matching(), Quoted.of(matching), listed.options().size()));
    }
    return new ChoiceSet(
        listed.options(), List.of(), List.of(gold), Optional.of(listed.question()));
  }

  /**
   * Index of the choice with a label; without labels, of a letter, which parentheses may enclose.
   */
  int labelled(String label) {
    if (!labels.isEmpty()) {
      return labels.indexOf(label);
    }
    Matcher enclosed = ANSWER.matcher(label);
    String letter = enclosed.matches() ? enclosed.group(1) : label;
    return letter.length() == 1 ? letter.charAt(0) - 'A' : -1;
  }

  /** Whether the file, if it labels them, does so A, B, C and so on. */
  boolean hasLetterLabels() {
    return IntStream.range(0, labels.size())
        .allMatch(i -> labels.get(i).equals(ShownItem.letter(i)));
  }
}
