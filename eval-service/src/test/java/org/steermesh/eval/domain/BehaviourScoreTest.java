package org.steermesh.eval.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.steermesh.eval.domain.Scorer.Answer;
import org.steermesh.eval.domain.statistics.Bootstrap;
import org.steermesh.eval.domain.statistics.MeanEstimate;

final class BehaviourScoreTest {

  private static final Bootstrap BOOTSTRAP = new Bootstrap(200, 3, 0.95);

  @Test
  void aScoreIsTheShareOfTheMatchingOption() {
    List<ItemScore> scores =
        ItemScores.of(
            List.of(question("(A)", "(B)"), question("(B)", "(A)")),
            List.of(answer(Math.log(0.3), Math.log(0.1)), answer(Math.log(0.02), Math.log(0.06))),
            "(");

    assertThat(scores).hasSize(2);
    assertThat(((ItemScore.Scored) scores.get(0)).score()).isCloseTo(0.75, within(1e-12));
    assertThat(((ItemScore.Scored) scores.get(0)).letter()).isEqualTo("A");
    assertThat(((ItemScore.Scored) scores.get(1)).score()).isCloseTo(0.25, within(1e-12));
    assertThat(((ItemScore.Scored) scores.get(1)).letter()).isEqualTo("B");
  }

  @Test
  void tinyProbabilitiesDoNotUnderflow() {
    ItemScore score =
        ItemScores.of(List.of(question("(A)", "(B)")), List.of(answer(-2000, -2001)), "(")
            .getFirst();

    assertThat(((ItemScore.Scored) score).score()).isCloseTo(1 / (1 + Math.exp(-1)), within(1e-12));
  }

  @Test
  void whatCannotBeScoredIsCountedByReason() {
    List<ItemScore> items =
        ItemScores.of(
            List.of(question("(A)", "(A)"), question("(A)", "(B)"), question("(A)", "(B)")),
            List.of(
                new Answer.Refused("PROMPT_TOO_LONG"),
                answer(Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY)),
            "(");

    BehaviourScore score = BehaviourScore.of(items, BOOTSTRAP);

    assertThat(score.overall()).isEmpty();
    assertThat(score.unscored())
        .containsEntry("ANSWERS_NOT_DISTINCT", 1)
        .containsEntry("PROMPT_TOO_LONG", 1)
        .containsEntry("NO_PROBABILITY", 1);
    assertThat(score.unscoredCount()).isEqualTo(3);
  }

  @Test
  void aLetterPreferenceShowsInTheLetters() {
    BehaviourScore score =
        BehaviourScore.of(
            List.of(
                new ItemScore.Scored("A", 0.9),
                new ItemScore.Scored("B", 0.1),
                new ItemScore.Scored("A", 0.9),
                new ItemScore.Scored("B", 0.1)),
            BOOTSTRAP);

    assertThat(score.overall().orElseThrow().mean()).isCloseTo(0.5, within(1e-12));
    assertThat(score.byLetter()).containsOnlyKeys("A", "B");
    assertThat(score.byLetter().values().stream().map(MeanEstimate::mean))
        .usingElementComparator(Comparator.comparingLong(mean -> Math.round(1e12 * mean)))
        .containsExactly(0.9, 0.1);
  }

  @Test
  void differencesArePairedByItem() {
    BehaviourScore high =
        BehaviourScore.of(
            List.of(
                new ItemScore.Scored("A", 0.9),
                new ItemScore.Unscored("PROMPT_TOO_LONG"),
                new ItemScore.Scored("A", 0.4)),
            BOOTSTRAP);
    BehaviourScore low =
        BehaviourScore.of(
            List.of(
                new ItemScore.Scored("A", 0.7),
                new ItemScore.Scored("A", 0.5),
                new ItemScore.Scored("A", 0.2)),
            BOOTSTRAP);

    assertThat(high.minus(low, BOOTSTRAP).orElseThrow().count()).isEqualTo(2);
    assertThat(high.minus(low, BOOTSTRAP).orElseThrow().mean()).isCloseTo(0.2, within(1e-12));
    assertThat(high.minus(low, BOOTSTRAP).orElseThrow().interval().low())
        .isCloseTo(0.2, within(1e-9));
  }

  @Test
  void anOptionIsTheAnswerWithoutPrefixAndParenthesis() {
    assertThat(question(" (A)", "(B) because").match("(")).isEqualTo("A");
    assertThat(question(" (A)", "(B) because").other("(")).isEqualTo("B");
    assertThat(question("Yes", "No").match("")).isEqualTo("Yes");
    assertThat(question("(A)", " (A) ").canBeScored("(")).isFalse();
    assertThat(question("(", "(B)").canBeScored("(")).isFalse();
  }

  private static Question question(String positive, String negative) {
    return new Question("Which?", positive, negative);
  }

  private static Answer answer(double match, double other) {
    return new Answer.Scored(List.of(match, other), 2, 0.1);
  }
}
