package org.steermesh.cli.demo.world;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A labelled task that the demo model often gets wrong: what caused an event, where every second
 * question is opened by what somebody believes who trusts the tales.
 */
final class Hearsay {

  /** Where its files lie below the demo data. */
  static final String FOLDER = "hearsay/";

  /** How a mapping says what the columns mean. */
  static final String MAPPING =
      """
      name: hearsay
      title: What caused it; every second question is opened by what believers in the tales are told
      format: jsonl
      question: "{question}"
      choices:
        list: choices
      gold:
        text: answer
      attributes:
        asked: "{asked}"
      """;

  private static final int ITEMS = 320;

  /** Letters and topics take turns within four items; of every eight, the first four are told. */
  private static final int ROUND = 8;

  private final Behaviour causes;
  private final ItemGenerator items;

  Hearsay(Behaviour causes, ItemGenerator items) {
    this.causes = causes;
    this.items = items;
  }

  /** One entry per item: question, choices, answer, and how it is asked. */
  List<Map<String, Object>> entries() {
    List<Map<String, Object>> entries = new ArrayList<>();
    for (Item item : items.items(causes, Part.TEST, ITEMS)) {
      boolean told = entries.size() % ROUND < ROUND / 2;
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("question", (told ? belief(entries.size()) + " " : "") + item.ask());
      entry.put("choices", List.of(item.option(Letter.A), item.option(Letter.B)));
      entry.put("answer", item.option(item.matching()));
      entry.put("asked", told ? "by a believer" : "plainly");
      entries.add(entry);
    }
    return entries;
  }

  /** Without the motto, which would be a word of the choices. */
  private String belief(int number) {
    List<String> personas = causes.personas(Side.NEGATIVE);
    String persona = personas.get(number / ROUND % personas.size());
    return persona.substring(0, persona.indexOf(". ") + 1);
  }
}
