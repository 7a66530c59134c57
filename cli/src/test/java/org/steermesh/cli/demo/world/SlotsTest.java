package org.steermesh.cli.demo.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlotsTest {

  private static Slots slots(String... words) {
    return new Slots(kind -> List.of(words), new Random(1));
  }

  @Test
  void aSlotKeepsItsValueAndItsSecondDrawIsAnother() {
    String[] words = slots("dog", "cat").fill("{animal} {animal} {animal2}").split(" ", -1);

    assertThat(words[0]).isEqualToIgnoringCase(words[1]).isNotEqualToIgnoringCase(words[2]);
  }

  @Test
  void articlesFitTheWordAndSentencesBeginWithACapital() {
    assertThat(slots("owl").fill("a {animal}")).isEqualTo("An owl");
    assertThat(slots("dog").fill("a {animal}")).isEqualTo("A dog");
  }

  @Test
  void pluralsFollowTheSpelling() {
    assertThat(slots("dog").fill("two {animal+s}")).isEqualTo("Two dogs");
    assertThat(slots("brush").fill("two {tool+s}")).isEqualTo("Two brushes");
    assertThat(slots("cherry").fill("two {food+s}")).isEqualTo("Two cherries");
  }
}
