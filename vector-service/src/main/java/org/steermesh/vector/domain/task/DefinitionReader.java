package org.steermesh.vector.domain.task;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.steermesh.contract.SteermeshException;
import org.steermesh.vector.domain.Digests;
import org.steermesh.vector.domain.task.TaskDefinition.Alternative;
import org.steermesh.vector.domain.task.TaskDefinition.Format;
import org.steermesh.vector.domain.task.TaskDefinition.GroupRule;
import org.steermesh.vector.domain.task.TaskDefinition.Replacement;
import org.yaml.snakeyaml.LoaderOptions;

/** Reads a task definition from YAML, of which JSON is a part. */
final class DefinitionReader {

  private static final String FIELD = "definition";
  private static final int MOST_CHARACTERS = 64 * 1024;

  private static final List<String> KEYS =
      List.of(
          "name",
          "title",
          "source",
          "licence",
          "paper-names",
          "format",
          "columns",
          "question",
          "clean",
          "choices",
          "gold",
          "group",
          "fact",
          "note",
          "attributes");

  private static final YAMLMapper YAML = new YAMLMapper(factory());

  private final boolean ofService;

  private DefinitionReader(boolean ofService) {
    this.ofService = ofService;
  }

  private static YAMLFactory factory() {
    LoaderOptions bounds = new LoaderOptions();
    bounds.setAllowDuplicateKeys(false);
    bounds.setMaxAliasesForCollections(0);
    bounds.setCodePointLimit(MOST_CHARACTERS);
    return YAMLFactory.builder().loaderOptions(bounds).build();
  }

  /** Reads a definition that comes with the service. */
  static TaskDefinition ofService(String text) {
    return new DefinitionReader(true).read(text);
  }

  /**
   * Reads a caller's definition. It may not replace by patterns, whose cost has no bound.
   *
   * @throws SteermeshException FIELD_INVALID, naming the line or the key
   */
  static TaskDefinition ofCaller(String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw refuse(
          "has %d characters, but %d are allowed".formatted(text.length(), MOST_CHARACTERS));
    }
    return new DefinitionReader(false).read(text);
  }

  private TaskDefinition read(String text) {
    YamlMap map = new YamlMap(parse(text), "");
    map.allow(KEYS);
    ChoiceRules rules = new ChoiceRules(map);
    return new TaskDefinition(
        new TaskDefinition.About(
            map.text("name", "custom"),
            map.text("title", ""),
            map.text("source", ""),
            map.text("licence", ""),
            map.texts("paper-names")),
        format(map),
        map.texts("columns"),
        rules.areListedInQuestion() ? List.of() : required(map, "question"),
        clean(map),
        rules.choices(),
        rules.gold(),
        group(map),
        alternatives(map, "fact"),
        alternatives(map, "note"),
        attributes(map),
        Digests.sha256(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static JsonNode parse(String text) {
    try {
      JsonNode root = YAML.readTree(text);
      if (root == null || !root.isObject()) {
        throw refuse("must be a mapping of keys, such as question, choices and gold");
      }
      return root;
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw refuse(
          "line %d: not valid YAML: %s".formatted(line, firstLine(e.getOriginalMessage())));
    }
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private static Format format(YamlMap map) {
    String given = map.text("format");
    return Stream.of(Format.values())
        .filter(format -> format.toText().equals(given))
        .findFirst()
        .orElseThrow(() -> refuse("format is \"" + given + "\": must be jsonl, json or csv"));
  }

  private static List<Alternative> required(YamlMap map, String key) {
    List<Alternative> alternatives = alternatives(map, key);
    if (alternatives.isEmpty()) {
      throw refuse(key + " is missing: a text with columns in it, such as \"{question}\"");
    }
    return alternatives;
  }

  private static List<Alternative> alternatives(YamlMap map, String key) {
    JsonNode node = map.at(key);
    if (node.isMissingNode()) {
      return List.of();
    }
    if (node.isTextual()) {
      return List.of(new Alternative("", "", Template.of(node.asText())));
    }
    List<Alternative> alternatives = new ArrayList<>();
    for (JsonNode one : node.isObject() ? List.of(node) : node) {
      YamlMap alternative = new YamlMap(one, key + "[" + alternatives.size() + "].");
      alternative.allow(List.of("when", "file", "text"));
      alternatives.add(
          new Alternative(
              alternative.text("when", ""),
              alternative.text("file", ""),
              Template.of(alternative.text("text"))));
    }
    return alternatives;
  }

  private List<Replacement> clean(YamlMap map) {
    JsonNode node = map.at("clean");
    if (!node.isMissingNode() && !ofService) {
      throw refuse("clean is only for the definitions of the service");
    }
    List<Replacement> replacements = new ArrayList<>();
    for (JsonNode one : node) {
      replacements.add(
          new Replacement(
              Pattern.compile(one.path("pattern").asText()), one.path("replacement").asText()));
    }
    return replacements;
  }

  private static GroupRule group(YamlMap map) {
    JsonNode node = map.at("group");
    if (node.isMissingNode()) {
      return new GroupRule.None();
    }
    if (node.isTextual()) {
      return new GroupRule.By(Template.of(node.asText()));
    }
    YamlMap rule = new YamlMap(node, "group.");
    rule.allow(List.of("neighbours"));
    return new GroupRule.Neighbours(rule.text("neighbours"));
  }

  private static Map<String, Template> attributes(YamlMap map) {
    Map<String, Template> attributes = new LinkedHashMap<>();
    map.at("attributes")
        .forEachEntry((key, value) -> attributes.put(key, Template.of(value.asText())));
    return attributes;
  }

  static SteermeshException refuse(String what) {
    return SteermeshException.ofField(FIELD, what);
  }
}
