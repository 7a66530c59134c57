package org.steermesh.eval.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.type.ModelFingerprint;
import org.steermesh.contract.type.PositionRule;
import org.steermesh.contract.type.Positions;
import org.steermesh.contract.type.Site;
import org.steermesh.contract.type.Target;

final class DeclarationTest {

  private static final ModelFingerprint MODEL = new ModelFingerprint("aa", "bb", "");
  private static final Site TWO = new Site(2, Target.RESIDUAL);
  private static final Site FIVE = new Site(5, Target.RESIDUAL);

  @Test
  void theBaselineIsAlwaysACellAndComesFirst() {
    Declaration declaration = draft(List.of(FIVE), List.of(2.0, -2.0)).resolve(model(), version());

    assertThat(declaration.cells())
        .containsExactly(
            new Cell.Unsteered(), new Cell.Steered(FIVE, -2), new Cell.Steered(FIVE, 2));
  }

  @Test
  void aDeclaredStrengthOfZeroIsTheBaseline() {
    Declaration declaration =
        draft(List.of(FIVE), List.of(0.0, -0.0, 1.0)).resolve(model(), version());

    assertThat(declaration.cells())
        .containsExactly(new Cell.Unsteered(), new Cell.Steered(FIVE, 1));
  }

  @Test
  void noSiteTakesEverySiteOfTheVersion() {
    Declaration declaration = draft(List.of(), List.of(1.0)).resolve(model(), version());

    assertThat(declaration.steering().sites()).containsExactly(TWO, FIVE);
    assertThat(declaration.cells()).hasSize(3);
  }

  @Test
  void aSiteThatTheVersionLacksIsRefused() {
    Draft draft = draft(List.of(new Site(3, Target.MLP)), List.of(1.0));

    assertThatThrownBy(() -> draft.resolve(model(), version()))
        .isInstanceOfSatisfying(
            SteermeshException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(ErrorReason.VECTOR_SITE_MISSING);
              assertThat(e.message()).contains("block 3 mlp").contains("block 2, block 5");
            });
  }

  @Test
  void aVectorOfAnotherModelIsRefused() {
    Library.Model other = new Library.Model("models/other", new ModelFingerprint("cc", "bb", ""));

    assertThatThrownBy(() -> draft(List.of(FIVE), List.of(1.0)).resolve(other, version()))
        .isInstanceOfSatisfying(
            SteermeshException.class,
            e -> assertThat(e.reason()).isEqualTo(ErrorReason.VECTOR_OF_OTHER_MODEL));
  }

  @Test
  void positionsLeftOpenAreThoseOfTheVectorsKind() {
    Library.Version sparse = new Library.Version(version().name(), MODEL, version().sites(), true);
    Draft draft = draft(List.of(FIVE), List.of(1.0));

    assertThat(draft.resolve(model(), version()).steering().positions().rule())
        .isEqualTo(PositionRule.FROM_LAST_OF_PROMPT);
    assertThat(draft.resolve(model(), sparse).steering().positions().rule())
        .isEqualTo(PositionRule.ALL_BUT_BOS);
  }

  private static Library.Model model() {
    return new Library.Model("models/demo", MODEL);
  }

  private static Library.Version version() {
    return new Library.Version(
        "vectors/v/versions/" + "ab".repeat(32), MODEL, List.of(TWO, FIVE), false);
  }

  private static Draft draft(List<Site> sites, List<Double> strengths) {
    Declaration like = Experiments.declaration("sycophancy", 3);
    return new Draft(
        Optional.empty(),
        "",
        new Draft.Steering(
            "",
            "vectors/v",
            sites,
            strengths,
            Positions.of(PositionRule.FROM_LAST_OF_PROMPT),
            Positions.of(PositionRule.ALL_BUT_BOS)),
        like.items(),
        like.neutralTexts(),
        like.analysis());
  }
}
