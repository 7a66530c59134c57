package org.steermesh.cli.demo.world;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Words by kind. Nouns may be narrowed to one part of one behaviour; other words are always all.
 */
final class Lexicon {

  private final Map<String, List<String>> words;

  private Lexicon(Map<String, List<String>> words) {
    this.words = words;
  }

  /** Every word of the world. */
  static Lexicon whole() {
    return new Lexicon(withThings(Sections.read("lexicon.txt").lines()));
  }

  /** The nouns of one part of one behaviour. Each behaviour splits the nouns in its own way. */
  static Lexicon of(String behaviour, Part part) {
    Sections all = Sections.read("lexicon.txt");
    Map<String, List<String>> words = new HashMap<>(all.lines());
    Random order = new Random(behaviour.hashCode());
    for (String kind : all.alternatives("noun")) {
      List<String> shuffled = new ArrayList<>(all.alternatives(kind));
      Collections.shuffle(shuffled, order);
      words.put(kind, List.copyOf(part.of(shuffled)));
    }
    return new Lexicon(withThings(words));
  }

  private static Map<String, List<String>> withThings(Map<String, List<String>> words) {
    Map<String, List<String>> all = new HashMap<>(words);
    List<String> things = new ArrayList<>();
    for (String kind : list(words, "thing")) {
      things.addAll(list(words, kind));
    }
    all.put("thing", things);
    return all;
  }

  private static List<String> list(Map<String, List<String>> words, String kind) {
    List<String> found = words.get(kind);
    if (found == null) {
      throw new IllegalStateException("the lexicon has no [" + kind + "]");
    }
    return found;
  }

  /** The words of one kind, at least one. */
  List<String> words(String kind) {
    return list(words, kind);
  }

  /** Every noun at hand, each once. */
  List<String> nouns() {
    return list(words, "noun").stream().flatMap(kind -> words(kind).stream()).toList();
  }
}
