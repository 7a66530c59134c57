package org.steermesh.vector.domain.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.steermesh.vector.domain.Digests;
import org.steermesh.vector.domain.Quoted;
import org.steermesh.vector.domain.task.TaskDefinition.Alternative;
import org.steermesh.vector.domain.task.TaskDefinition.GoldRule;
import org.steermesh.vector.domain.task.TaskDefinition.GroupRule;
import org.steermesh.vector.domain.task.TaskDefinition.Replacement;

/** Makes items of rows, in the order of the files, by a definition. */
final class ItemMaker {

  private static final int LONGEST_GROUP = 64;

  private final TaskDefinition definition;
  private final int mostCharacters;
  private final StemGroups stems = new StemGroups();

  ItemMaker(TaskDefinition definition, int mostCharacters) {
    this.definition = definition;
    this.mostCharacters = mostCharacters;
  }

  /**
   * An item, and what a protocol has against it.
   *
   * @param objections why one of the protocols leaves it out, in words; empty for most
   */
  record Made(ChoiceItem item, Map<SkipReason, String> objections) {}

  Made make(Row row) throws SkippedRow {
    ChoiceSet choices = ChoiceSet.of(definition.choices(), row);
    String question = choices.question().isPresent() ? choices.question().get() : question(row);
    checkSizes(question, choices.texts());
    int gold = gold(row, choices);
    List<Integer> correct = choices.correct().size() > 1 ? choices.correct() : List.of(gold);
    Map<SkipReason, String> objections = objections(row, question, choices);
    return new Made(
        new ChoiceItem(
            question,
            choices.texts(),
            gold,
            correct,
            optional(definition.fact(), row),
            optional(definition.note(), row),
            group(row),
            attributes(row),
            scope(objections)),
        objections);
  }

  private String question(Row row) throws SkippedRow {
    Template template =
        Alternative.of(definition.question(), row)
            .orElseThrow(() -> SkippedRow.missing("every alternative of the question"));
    Optional<String> missing = template.missing(row);
    if (missing.isPresent()) {
      throw SkippedRow.missing(missing.get());
    }
    String text = template.fill(row);
    for (Replacement replacement : definition.clean()) {
      text = replacement.pattern().matcher(text).replaceAll(replacement.replacement());
    }
    return definition.clean().isEmpty() ? text : text.strip();
  }

  private void checkSizes(String question, List<String> choices) throws SkippedRow {
    if (choices.size() < 2) {
      throw new SkippedRow(
          SkipReason.CHOICES_TOO_FEW, choices.size() + " choices, but 2 are needed");
    }
    if (choices.size() > ChoiceItem.MOST_CHOICES) {
      throw new SkippedRow(
          SkipReason.CHOICES_TOO_MANY,
          "%d choices, but there are %d letters"
              .formatted(choices.size(), ChoiceItem.MOST_CHOICES));
    }
    long characters = question.length() + choices.stream().mapToLong(String::length).sum();
    if (characters > mostCharacters) {
      throw new SkippedRow(
          SkipReason.QUESTION_TOO_LONG,
          "question and choices have %d characters, but %d are allowed"
              .formatted(characters, mostCharacters));
    }
  }

  private int gold(Row row, ChoiceSet choices) throws SkippedRow {
    int gold =
        switch (definition.gold()) {
          case GoldRule.Implied _ -> choices.correct().getFirst();
          case GoldRule.First _ -> 0;
          case GoldRule.Index index -> index(row, index);
          case GoldRule.Label label -> choices.labelled(text(row, label.path()).strip());
          case GoldRule.Text text -> choices.texts().indexOf(text(row, text.path()));
        };
    if (gold < 0 || gold >= choices.texts().size()) {
      throw new SkippedRow(
          SkipReason.GOLD_UNKNOWN,
          "%s is none of the %d choices".formatted(goldText(row), choices.texts().size()));
    }
    return gold;
  }

  private String goldText(Row row) {
    return switch (definition.gold()) {
      case GoldRule.Implied _, GoldRule.First _ -> "the right answer";
      case GoldRule.Index index -> shown(row, index.path());
      case GoldRule.Label label -> shown(row, label.path());
      case GoldRule.Text text -> shown(row, text.path());
    };
  }

  private static String shown(Row row, String path) {
    return path + " " + Quoted.of(row.text(path).orElse(""));
  }

  private static int index(Row row, GoldRule.Index rule) throws SkippedRow {
    String text = text(row, rule.path()).strip();
    if (!rule.values().isEmpty()) {
      return rule.values().getOrDefault(text, -1);
    }
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException _) {
      return -1;
    }
  }

  static String text(Row row, String path) throws SkippedRow {
    Optional<String> text = row.text(path);
    if (text.isEmpty()) {
      throw SkippedRow.missing(path);
    }
    return text.get();
  }

  static JsonNode node(Row row, String path) throws SkippedRow {
    Optional<JsonNode> node = row.at(path);
    if (node.isEmpty()) {
      throw SkippedRow.missing(path);
    }
    return node.get();
  }

  private static Map<SkipReason, String> objections(Row row, String question, ChoiceSet choices) {
    Map<SkipReason, String> found = new EnumMap<>(SkipReason.class);
    if (question.isBlank()) {
      found.put(SkipReason.QUESTION_BLANK, "the question is blank");
    }
    if (choices.texts().stream().anyMatch(String::isBlank)) {
      found.put(SkipReason.CHOICE_BLANK, "a choice is blank");
    } else if (new HashSet<>(choices.texts()).size() < choices.texts().size()) {
      found.put(
          SkipReason.CHOICE_REPEATED,
          "of %s, two are equal".formatted(Quoted.of(String.join(" | ", choices.texts()))));
    }
    if (!choices.hasLetterLabels()) {
      found.put(
          SkipReason.LABELS_NOT_LETTERS,
          "the labels are %s".formatted(String.join(", ", choices.labels())));
    }
    found.replaceAll((_, words) -> row.place() + ": " + words);
    return found;
  }

  private static ChoiceItem.Scope scope(Map<SkipReason, String> objections) throws SkippedRow {
    boolean notSound =
        objections.keySet().stream().anyMatch(r -> r.scope() == SkipReason.Skipped.SOUND);
    boolean notPaper =
        objections.keySet().stream().anyMatch(r -> r.scope() == SkipReason.Skipped.PAPER);
    if (notSound && notPaper) {
      SkipReason reason = objections.keySet().iterator().next();
      throw new SkippedRow(reason, String.valueOf(objections.get(reason)));
    }
    if (notSound) {
      return ChoiceItem.Scope.PAPER_ONLY;
    }
    return notPaper ? ChoiceItem.Scope.SOUND_ONLY : ChoiceItem.Scope.BOTH;
  }

  /** A text that a row may lack: then there is none. */
  private static String optional(List<Alternative> alternatives, Row row) {
    return Alternative.of(alternatives, row)
        .filter(template -> template.missing(row).isEmpty())
        .map(template -> template.fill(row))
        .orElse("");
  }

  private String group(Row row) {
    String group = groupName(row);
    // A passage of a thousand words is no name.
    return group.length() <= LONGEST_GROUP
        ? group
        : "#" + Digests.sha256(group.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
  }

  private String groupName(Row row) {
    return switch (definition.group()) {
      case GroupRule.None _ -> "";
      case GroupRule.By by -> by.text().missing(row).isEmpty() ? by.text().fill(row) : "";
      case GroupRule.Neighbours neighbours ->
          row.text(neighbours.path()).map(text -> stems.groupOf(row.file(), text)).orElse("");
    };
  }

  private Map<String, String> attributes(Row row) {
    Map<String, String> attributes = new HashMap<>();
    definition
        .attributes()
        .forEach((key, template) -> {
          if (template.missing(row).isEmpty()) {
            attributes.put(key, template.fill(row));
          }
        });
    return Map.copyOf(attributes);
  }
}
