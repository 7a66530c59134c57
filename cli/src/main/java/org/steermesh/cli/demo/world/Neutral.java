package org.steermesh.cli.demo.world;

import java.util.List;
import java.util.Random;

/** Plain description, and questions with one right answer: text without any behaviour. */
final class Neutral {

  private final Sections sections;
  private final Lexicon lexicon;

  Neutral(Sections sections, Lexicon lexicon) {
    this.sections = sections;
    this.lexicon = lexicon;
  }

  /** A paragraph of so many sentences. */
  String paragraph(int sentences, Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < sentences; i++) {
      text.append(i == 0 ? "" : " ").append(slots(random).pick(sections.alternatives("sentence")));
    }
    return text.toString();
  }

  /** A question and its answer. */
  Exchange exchange(Random random) {
    Slots slots = slots(random);
    List<String> pair = parts(pick("ask", random));
    return new Exchange(slots.fill(pair.get(0)), slots.fill(pair.get(1)));
  }

  /** A question with a right and a wrong option; the right one matches. */
  Item item(Random random) {
    Slots slots = slots(random);
    List<String> parts = parts(pick("choice", random));
    return new Item(
        slots.fill(parts.get(0)),
        slots.fill(parts.get(1)),
        slots.fill(parts.get(2)),
        random.nextBoolean() ? Letter.A : Letter.B);
  }

  private String pick(String section, Random random) {
    List<String> lines = sections.alternatives(section);
    return lines.get(random.nextInt(lines.size()));
  }

  private static List<String> parts(String line) {
    return List.of(line.split("\\|", -1));
  }

  private Slots slots(Random random) {
    return new Slots(lexicon::words, random);
  }

  /**
   * A question and its answer.
   *
   * @param question what the user asks
   * @param answer what the assistant answers
   */
  record Exchange(String question, String answer) {}
}
