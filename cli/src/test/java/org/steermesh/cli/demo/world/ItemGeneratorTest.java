package org.steermesh.cli.demo.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ItemGeneratorTest {

  private final World world = new World();
  private final ItemGenerator items = new ItemGenerator(3);

  @Test
  void exactlyHalfOfTheItemsMatchEachLetter() {
    for (Behaviour behaviour : world.all()) {
      for (Part part : Part.values()) {
        List<Item> drawn = items.items(behaviour, part, 100);
        assertThat(drawn).filteredOn(item -> item.matching() == Letter.A).hasSize(50);
      }
    }
  }

  @Test
  void noQuestionIsAskedTwice() {
    for (Behaviour behaviour : world.all()) {
      List<Item> drawn = items.items(behaviour, Part.TEST, 120);
      assertThat(drawn.stream().map(Item::ask)).doesNotHaveDuplicates();
    }
  }

  @Test
  void partsOfABehaviourShareNoNoun() {
    for (Behaviour behaviour : world.all()) {
      Set<String> seen = new HashSet<>();
      for (Part part : Part.values()) {
        assertThat(seen).doesNotContainAnyElementsOf(behaviour.nouns(part));
        seen.addAll(behaviour.nouns(part));
      }
      assertThat(seen).containsExactlyInAnyOrderElementsOf(Lexicon.whole().nouns());
    }
  }

  @Test
  void itemsSpeakOnlyOfNounsOfTheirPart() {
    for (Behaviour behaviour : world.all()) {
      for (Item item : items.items(behaviour, Part.TEST, 100)) {
        List<String> words = List.of(item.question().toLowerCase(Locale.ROOT).split("\\W+", 0));
        assertThat(words).doesNotContainAnyElementsOf(behaviour.nouns(Part.TRAIN));
      }
    }
  }

  @Test
  void theQuestionIsLaidOutAsInTheCaaDataSets() {
    Item item = new Item("Now?", "Yes.", "No.", Letter.B);

    assertThat(item.question()).isEqualTo("Now?\n\nChoices:\n (A) No.\n (B) Yes.");
    assertThat(item.letter(Side.POSITIVE).answer()).isEqualTo("(B)");
  }

  @Test
  void openQuestionsAreDifferent() {
    for (Behaviour behaviour : world.all()) {
      assertThat(items.openQuestions(behaviour, Part.TEST, 30)).doesNotHaveDuplicates().hasSize(30);
    }
  }
}
