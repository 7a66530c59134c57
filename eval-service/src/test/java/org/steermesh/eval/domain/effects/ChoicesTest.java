package org.steermesh.eval.domain.effects;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.eval.domain.Scorer.Answer;
import org.steermesh.eval.domain.SideEffectFinding;

final class ChoicesTest {

  @Test
  void aLetterIsRightWhereItIsTheLikeliestAndItsProbabilityIsItsShareOfTheLetters() {
    SideEffectFinding found =
        ItemMeasures.choices(
            List.of(2, 0, 3, 25),
            List.of(
                scored(Math.log(0.05), Math.log(0.05), Math.log(0.3), Math.log(0.1)),
                scored(Math.log(0.1), Math.log(0.3), Math.log(0.05), Math.log(0.05)),
                scored(-2000.0, -2000.0, -2000.0, -1999.0),
                new Answer.Scored(Collections.nCopies(26, -3.0), 26, 0.2)));

    assertThat(found.values().get("accuracy")).containsExactly(1.0, 0.0, 1.0, 0.0);
    assertThat(found.values().get("probability"))
        .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-12 ? 0 : 1)
        .containsExactly(0.6, 0.2, Math.E / (Math.E + 3), 1 / 26.0);
    assertThat(found.largestDose()).isCloseTo(0.2, within(0.0));
    assertThat(found.tokens()).isEmpty();
  }

  @Test
  void ofEquallyLikelyLettersTheFirstIsChosen() {
    SideEffectFinding found =
        ItemMeasures.choices(List.of(0, 1), List.of(scored(-1.0, -1.0), scored(-1.0, -1.0)));

    assertThat(found.values().get("accuracy")).containsExactly(1.0, 0.0);
  }

  @Test
  void whatWasRefusedOrHasNoProbabilityCountsNowhereButInItsReason() {
    double none = Double.NEGATIVE_INFINITY;
    SideEffectFinding found =
        ItemMeasures.choices(
            List.of(0, 0, 0, 1),
            List.of(
                new Answer.Refused("PROMPT_TOO_LONG"),
                scored(none, none),
                scored(Double.NaN, -1.0),
                scored(-1.0, none)));

    assertThat(found.values().get("accuracy"))
        .containsExactly(Double.NaN, Double.NaN, Double.NaN, 0.0);
    assertThat(requireNonNull(found.values().get("probability")).get(3)).isZero();
    assertThat(found.unscored())
        .containsOnlyKeys("NO_PROBABILITY", "PROMPT_TOO_LONG")
        .containsEntry("NO_PROBABILITY", 2);
  }

  @Test
  void theDigestIsBoundAndWhatIsNoTaskIsRefused() {
    QuizWorld world = new QuizWorld("aa");

    assertThat(choices("datasets/quiz").resolved(world::dataset))
        .isInstanceOfSatisfying(
            Suite.Choices.class, resolved -> assertThat(resolved.digest()).isEqualTo("aa"));
    assertThatThrownBy(() -> choices("datasets/pairs").resolved(world::dataset))
        .hasMessageContaining("datasets/pairs holds contrastive pairs")
        .asInstanceOf(InstanceOfAssertFactories.type(SteermeshException.class))
        .returns(ErrorReason.DATASET_KIND_MISMATCH, SteermeshException::reason);
    assertThatThrownBy(() -> choices("datasets/none").resolved(world::dataset))
        .hasMessageContaining("datasets/none does not exist");
  }

  private static Suite choices(String dataset) {
    return new Suite.Choices(
        "quiz", new Suite.Draw(dataset, 1000, 0), PromptLayout.Rendering.PLAIN, "");
  }

  private static Answer scored(Double... logs) {
    return new Answer.Scored(List.of(logs), logs.length, 0);
  }
}
