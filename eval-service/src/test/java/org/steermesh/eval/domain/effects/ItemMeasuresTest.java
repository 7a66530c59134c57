package org.steermesh.eval.domain.effects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.steermesh.eval.domain.Scorer.Answer;
import org.steermesh.eval.domain.Scorer.TextAnswer;
import org.steermesh.eval.domain.SideEffectFinding;

final class ItemMeasuresTest {

  @Test
  void theTrueAnswersShareTheProbabilityOfAll() {
    List<Double> logs = List.of(Math.log(0.2), Math.log(0.1), Math.log(0.25), Math.log(0.05));

    assertThat(ItemMeasures.mc2(logs, 2)).isCloseTo(0.5, within(1e-12));
    assertThat(ItemMeasures.mc1(logs, 2)).isZero();
    assertThat(ItemMeasures.mc1(logs, 3)).isOne();
  }

  @Test
  void sharesDoNotVanishWithTheLengthOfTheAnswers() {
    assertThat(ItemMeasures.mc2(List.of(-2000.0, -2000.0), 1)).isEqualTo(0.5);
  }

  @Test
  void whatIsNotScoredIsCountedAndLeftOut() {
    SideEffectFinding found =
        ItemMeasures.pairs(
            List.of(
                new Answer.Scored(List.of(-1.0, -2.0), 2, 0.1),
                new Answer.Refused("PROMPT_TOO_LONG"),
                new Answer.Scored(
                    List.of(Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY), 2, 0.3)),
            new TreeMap<>(Map.of("ANSWERS_NOT_DISTINCT", 2)));

    assertThat(found.values().get("accuracy")).containsExactly(1.0, Double.NaN, Double.NaN);
    assertThat(found.unscored())
        .containsEntry("PROMPT_TOO_LONG", 1)
        .containsEntry("NO_PROBABILITY", 1)
        .containsEntry("ANSWERS_NOT_DISTINCT", 2);
    assertThat(found.largestDose()).isEqualTo(0.3);
  }

  @Test
  void textsKeepTheirTokens() {
    SideEffectFinding found =
        ItemMeasures.texts(
            List.of(
                new TextAnswer.Measured(-12, 6, 0.6, 0.2),
                new TextAnswer.Refused("TEXT_TOO_SHORT")));

    assertThat(found.tokens()).containsExactly(6, 0);
    assertThat(found.values().get("divergence")).containsExactly(0.6, Double.NaN);
    assertThat(found.unscored()).containsEntry("TEXT_TOO_SHORT", 1);
  }
}
