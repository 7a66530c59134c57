package org.steermesh.eval.domain.judging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TextFactsTest {

  private static final TextFacts.Limits LIMITS = new TextFacts.Limits(3, 0.5);

  @Test
  void aLoopIsToldFromProse() {
    String loop = "the same again ".repeat(40);
    String prose =
        "Rain fell on the harbour while a tram stopped near the old mill and nobody got off there.";

    TextFacts facts = TextFacts.of(List.of(loop, prose), List.of(120, 20), LIMITS);

    assertThat(facts.count()).isEqualTo(2);
    assertThat(facts.meanTokens()).isEqualTo(70);
    assertThat(facts.repetitive()).isOne();
    assertThat(TextFacts.repeatedSpan(loop.split(" "))).isGreaterThan(0.95);
    assertThat(TextFacts.repeatedSpan(prose.split(" "))).isLessThan(0.1);
    assertThat(TextFacts.compressionRatio(loop)).isGreaterThan(10);
    assertThat(TextFacts.compressionRatio(prose)).isLessThan(1.6);
    assertThat(TextFacts.compressionRatio("short")).isNaN();
  }

  @Test
  void distinctCountsDifferentNeighboursOverAll() {
    List<String> texts = List.of("a b a b", "a b c");

    assertThat(TextFacts.distinct(texts, 1)).isEqualTo(3 / 7.0);
    assertThat(TextFacts.distinct(texts, 2)).isEqualTo(3 / 5.0);
    assertThat(TextFacts.distinct(texts, 3)).isEqualTo(3 / 3.0);
    assertThat(TextFacts.distinct(List.of(""), 1)).isNaN();
  }

  @Test
  void theLongestRunMayOverlapItself() {
    assertThat(TextFacts.repeatedSpan("x x x x".split(" "))).isEqualTo(0.75);
    assertThat(TextFacts.repeatedSpan("a b q a b".split(" "))).isCloseTo(0.4, within(1e-12));
    assertThat(TextFacts.of(List.of(), List.of(), LIMITS).repeatedSpan()).isNaN();
  }
}
