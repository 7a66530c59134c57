package org.steermesh.cli.demo.world;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Draws labelled items and open questions about the nouns of one part, without duplicates. */
public final class ItemGenerator {

  private final long seed;

  /** Equal seeds give equal items. */
  public ItemGenerator(long seed) {
    this.seed = seed;
  }

  /** So many different questions, in exactly half of which (A) matches; {@code count} is even. */
  public List<Item> items(Behaviour behaviour, Part part, int count) {
    Random random = random(behaviour, part, 0);
    Map<String, Item> items = new LinkedHashMap<>();
    while (items.size() < count) {
      Topic topic = behaviour.topics().get(items.size() / 2 % behaviour.topics().size());
      Letter matching = items.size() % 2 == 0 ? Letter.A : Letter.B;
      Item item = behaviour.scene(part, topic, random).item(matching);
      items.putIfAbsent(item.ask(), item);
    }
    return List.copyOf(items.values());
  }

  /** So many different questions without options. */
  public List<String> openQuestions(Behaviour behaviour, Part part, int count) {
    Random random = random(behaviour, part, 1);
    Set<String> questions = new LinkedHashSet<>();
    while (questions.size() < count) {
      Topic topic = behaviour.topics().get(questions.size() % behaviour.topics().size());
      questions.add(behaviour.scene(part, topic, random).openQuestion());
    }
    return List.copyOf(questions);
  }

  private Random random(Behaviour behaviour, Part part, int stream) {
    return new Random(
        seed + 31L * behaviour.name().hashCode() + 7L * part.name().hashCode() + stream);
  }
}
