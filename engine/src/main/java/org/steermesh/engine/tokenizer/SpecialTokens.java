package org.steermesh.engine.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tokens that begin and end a text.
 *
 * @param names from the name in tokenizer_config.json ({@code bos_token}) to its text
 * @param bos the beginning-of-sequence token, where the model has one
 * @param ends the tokens that end a text
 */
record SpecialTokens(Map<String, String> names, OptionalInt bos, Set<Integer> ends) {

  private static final List<String> NAMES =
      List.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "sep_token",
          "pad_token",
          "cls_token",
          "mask_token");

  /**
   * Reads tokenizer_config.json, special_tokens_map.json where that says nothing, and the ids of
   * generation_config.json and config.json.
   */
  static SpecialTokens read(TokenizerFiles files, JsonNode config, Vocabulary vocabulary) {
    JsonNode map = files.object("special_tokens_map.json");
    Map<String, String> names = new LinkedHashMap<>();
    for (String name : NAMES) {
      // An explicit null says that the model has none, whatever the older file lists.
      JsonNode token = config.has(name) ? config.path(name) : map.path(name);
      String content = token.isObject() ? token.path("content").asText("") : token.asText("");
      if (!token.isNull() && !content.isEmpty()) {
        names.put(name, content);
      }
    }
    JsonNode generation = files.object("generation_config.json");
    JsonNode model = files.object("config.json");
    Set<Integer> ends = new TreeSet<>();
    find(names, "eos_token", vocabulary).ifPresent(ends::add);
    addIds(generation.path("eos_token_id"), ends, vocabulary);
    addIds(model.path("eos_token_id"), ends, vocabulary);
    OptionalInt bos = find(names, "bos_token", vocabulary);
    if (bos.isEmpty() && !config.has("bos_token")) {
      Set<Integer> ids = new TreeSet<>();
      addIds(model.path("bos_token_id"), ids, vocabulary);
      bos = ids.stream().mapToInt(Integer::intValue).findFirst();
    }
    return new SpecialTokens(names, bos, Set.copyOf(ends));
  }

  private static OptionalInt find(Map<String, String> names, String name, Vocabulary vocabulary) {
    String content = names.get(name);
    return content == null ? OptionalInt.empty() : vocabulary.find(content);
  }

  private static void addIds(JsonNode node, Set<Integer> ids, Vocabulary vocabulary) {
    if (node.isArray()) {
      node.forEach(element -> addIds(element, ids, vocabulary));
    } else if (node.canConvertToInt()
        && node.intValue() >= 0
        && node.intValue() < vocabulary.size()) {
      ids.add(node.intValue());
    }
  }
}
