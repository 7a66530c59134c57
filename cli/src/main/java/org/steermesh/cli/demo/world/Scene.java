package org.steermesh.cli.demo.world;

import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;

/** One topic, and what can be asked, chosen, said and told about it. */
final class Scene {

  private final Sections sections;
  private final Topic topic;
  private final Slots slots;
  private final Random random;

  Scene(Sections sections, Topic topic, Slots slots, Random random) {
    this.sections = sections;
    this.topic = topic;
    this.slots = slots;
    this.random = random;
  }

  /** What kind of topic this is. */
  Topic topic() {
    return topic;
  }

  /** A question with its two options; the order is a fair coin. */
  Item item() {
    return item(random.nextBoolean() ? Letter.A : Letter.B);
  }

  /** A question with its two options in a given order. */
  Item item(Letter matching) {
    String ask = pick("question" + topic.suffix());
    return new Item(ask, pick("option.positive"), pick("option.negative"), matching);
  }

  /** A reason for having chosen the side. */
  String why(Side side) {
    return pick("why." + side.suffix());
  }

  /** A question without options. */
  String openQuestion() {
    return pick("open");
  }

  /** One to three sentences that a speaker on the side says, no two alike. */
  String say(Side side) {
    Set<String> sentences = new LinkedHashSet<>();
    int wanted = 1 + random.nextInt(3);
    while (sentences.size() < wanted) {
      sentences.add(pick("say." + side.suffix()));
    }
    return String.join(" ", sentences);
  }

  /** A short story whose actor is on the side, and speaks so. */
  String story(Side side) {
    String trait = pick("trait." + side.suffix());
    String start = pick("story");
    String speech = slots.fill("the {person} said: ") + say(side);
    return switch (random.nextInt(3)) {
      case 0 -> start + " " + trait + " " + speech;
      case 1 -> trait + " " + speech;
      default -> trait + " " + start + " " + speech;
    };
  }

  private String pick(String section) {
    return slots.pick(sections.alternatives(section));
  }
}
