package org.steermesh.vector.domain.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.steermesh.vector.domain.task.TaskDefinition.ChoiceRule;
import org.steermesh.vector.domain.task.TaskDefinition.GoldRule;

/** Reads where the choices are, and which is right. */
final class ChoiceRules {

  private static final List<String> KINDS =
      List.of("columns", "list", "objects", "fixed", "truths", "listed-in");
  private static final List<String> GOLD_KINDS = List.of("index", "label", "text", "first");

  private final YamlMap definition;
  private final YamlMap choices;

  ChoiceRules(YamlMap definition) {
    this.definition = definition;
    if (!definition.has("choices")) {
      throw DefinitionReader.refuse("choices is missing; it is one of " + String.join(", ", KINDS));
    }
    this.choices = definition.map("choices");
    choices.allow(
        List.of(
            "columns",
            "may-end",
            "list",
            "labelled",
            "objects",
            "text",
            "label",
            "fixed",
            "truths",
            "listed-in",
            "matching",
            "other"));
  }

  boolean areListedInQuestion() {
    return choices.has("listed-in");
  }

  ChoiceRule choices() {
    return switch (only(choices, KINDS)) {
      case "columns" -> new ChoiceRule.Columns(several("columns"), choices.flag("may-end"));
      case "list" -> new ChoiceRule.ListAt(choices.text("list"), choices.flag("labelled"));
      case "objects" ->
          new ChoiceRule.Objects(
              choices.text("objects"),
              choices.text("text", "text"),
              choices.text("label", "label"));
      case "fixed" -> new ChoiceRule.Fixed(several("fixed"));
      case "truths" -> new ChoiceRule.Truths(choices.text("truths"));
      default ->
          new ChoiceRule.Contrast(
              choices.text("listed-in"), choices.text("matching"), choices.text("other"));
    };
  }

  private List<String> several(String key) {
    List<String> texts = choices.texts(key);
    if (texts.size() < 2 || texts.size() > ChoiceItem.MOST_CHOICES) {
      throw DefinitionReader.refuse(
          "choices.%s has %d entries: 2 to %d are allowed"
              .formatted(key, texts.size(), ChoiceItem.MOST_CHOICES));
    }
    return texts;
  }

  GoldRule gold() {
    boolean implied = choices.has("truths") || areListedInQuestion();
    if (implied != !definition.has("gold")) {
      throw DefinitionReader.refuse(
          implied
              ? "gold must not be given: the choices tell it"
              : "gold is missing; it is one of " + String.join(", ", GOLD_KINDS));
    }
    if (implied) {
      return new GoldRule.Implied();
    }
    YamlMap gold = definition.map("gold");
    gold.allow(List.of("index", "label", "text", "first", "values"));
    return switch (only(gold, GOLD_KINDS)) {
      case "index" -> new GoldRule.Index(gold.text("index"), values(gold.at("values")));
      case "label" -> new GoldRule.Label(gold.text("label"));
      case "text" -> new GoldRule.Text(gold.text("text"));
      default -> new GoldRule.First();
    };
  }

  private static Map<String, Integer> values(JsonNode node) {
    Map<String, Integer> values = new HashMap<>();
    node.forEachEntry((text, index) -> {
      if (!index.isInt()) {
        throw DefinitionReader.refuse("gold.values." + text + " must be the index of a choice");
      }
      values.put(text, index.asInt());
    });
    return values;
  }

  private static String only(YamlMap map, List<String> kinds) {
    List<String> given = kinds.stream().filter(map::has).toList();
    if (given.size() != 1) {
      throw DefinitionReader.refuse(
          "%s names %s: it must name exactly one of %s"
              .formatted(
                  map.path().substring(0, map.path().length() - 1),
                  given.isEmpty() ? "none" : String.join(" and ", given),
                  String.join(", ", kinds)));
    }
    return given.getFirst();
  }
}
