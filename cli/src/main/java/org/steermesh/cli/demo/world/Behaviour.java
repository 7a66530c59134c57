package org.steermesh.cli.demo.world;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One tendency of the world's speakers, told by a resource of templates and by noun lists. */
public final class Behaviour {

  private final String name;
  private final Sections sections;
  private final Map<Part, Lexicon> lexicons = new EnumMap<>(Part.class);

  private Behaviour(String name) {
    this.name = name;
    this.sections = Sections.read(name + ".txt");
    for (Part part : Part.values()) {
      lexicons.put(part, Lexicon.of(name, part));
    }
  }

  /** Reads the behaviour's resource. */
  static Behaviour read(String name) {
    return new Behaviour(name);
  }

  /** A short lower-case word. */
  public String name() {
    return name;
  }

  /** What the positive side does, in one sentence. */
  public String description() {
    return sections.alternatives("description").getFirst();
  }

  /** Sentences that tell a speaker to take the side. */
  public List<String> personas(Side side) {
    return sections.alternatives("persona." + side.suffix());
  }

  /** The nouns that only this part of the behaviour speaks of. */
  public List<String> nouns(Part part) {
    return lexicon(part).nouns();
  }

  /** The kinds of topic: one for most behaviours. */
  List<Topic> topics() {
    return sections.has("topic") ? List.of(Topic.ANY) : List.of(Topic.COMMON, Topic.PLAIN);
  }

  /** A new scene about one topic of the kind. */
  Scene scene(Part part, Topic topic, Random random) {
    Lexicon words = lexicon(part);
    Slots slots =
        new Slots(
            kind ->
                switch (kind) {
                  case "topic" -> sections.alternatives("topic" + topic.suffix());
                  case "deed" -> sections.alternatives(kind);
                  default -> words.words(kind);
                },
            random);
    return new Scene(sections, topic, slots, random);
  }

  private Lexicon lexicon(Part part) {
    Lexicon lexicon = lexicons.get(part);
    if (lexicon == null) {
      throw new IllegalStateException(name + " has no part " + part);
    }
    return lexicon;
  }
}
