package org.steermesh.eval.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.type.Gate;
import org.steermesh.contract.type.ModelFingerprint;
import org.steermesh.contract.type.PositionRule;
import org.steermesh.contract.type.Positions;
import org.steermesh.contract.type.Site;
import org.steermesh.contract.type.Target;

final class DeclarationTest {

  private static final ModelFingerprint MODEL = new ModelFingerprint("aa", "bb", "");
  private static final Site TWO = new Site(2, Target.RESIDUAL);
  private static final Site FIVE = new Site(5, Target.RESIDUAL);
  private static final Gate.Closing UNTIL_TWO = new Gate.Closing(Optional.of(2f), false);

  @Test
  void theBaselineIsAlwaysACellAndComesFirst() {
    Declaration declaration =
        draft(List.of(FIVE), List.of(2.0, -2.0)).resolve(model(), _ -> version());

    assertThat(declaration.cells())
        .containsExactly(
            new Cell.Unsteered(),
            new Cell.Steered(only(declaration), -2),
            new Cell.Steered(only(declaration), 2));
  }

  @Test
  void aDeclaredStrengthOfZeroIsTheBaseline() {
    Declaration declaration =
        draft(List.of(FIVE), List.of(0.0, -0.0, 1.0)).resolve(model(), _ -> version());

    assertThat(declaration.cells())
        .containsExactly(new Cell.Unsteered(), new Cell.Steered(only(declaration), 1));
  }

  @Test
  void noSiteTakesEverySiteOfTheVersion() {
    Declaration declaration = draft(List.of(), List.of(1.0)).resolve(model(), _ -> version());

    assertThat(declaration.steering().arms().stream().map(Arm::site)).containsExactly(TWO, FIVE);
    assertThat(declaration.cells()).hasSize(3);
  }

  @Test
  void aSiteThatTheVersionLacksIsRefused() {
    Draft draft = draft(List.of(new Site(3, Target.MLP)), List.of(1.0));

    assertThatThrownBy(() -> draft.resolve(model(), _ -> version()))
        .isInstanceOfSatisfying(
            SteermeshException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(ErrorReason.VECTOR_SITE_MISSING);
              assertThat(e.message()).contains("block 3 mlp").contains("block 2, block 5");
            });
  }

  @Test
  void aVectorOfAnotherModelIsRefused() {
    Library.Model other =
        new Library.Model("models/other", new ModelFingerprint("cc", "bb", ""), 4);

    assertThatThrownBy(() -> draft(List.of(FIVE), List.of(1.0)).resolve(other, _ -> version()))
        .isInstanceOfSatisfying(
            SteermeshException.class,
            e -> assertThat(e.reason()).isEqualTo(ErrorReason.VECTOR_OF_OTHER_MODEL));
  }

  @Test
  void positionsLeftOpenAreThoseOfTheVectorsKind() {
    Library.Version sparse =
        new Library.Version(version().name(), MODEL, version().sites(), Optional.empty(), true);
    Draft draft = draft(List.of(FIVE), List.of(1.0));

    assertThat(
            draft.resolve(model(), _ -> version()).steering().arms().getFirst().positions().rule())
        .isEqualTo(PositionRule.FROM_LAST_OF_PROMPT);
    assertThat(draft.resolve(model(), _ -> sparse).steering().arms().getFirst().positions().rule())
        .isEqualTo(PositionRule.ALL_BUT_BOS);
  }

  private static Library.Model model() {
    return new Library.Model("models/demo", MODEL, 4);
  }

  private static Library.Version version() {
    return new Library.Version(
        "vectors/v/versions/" + "ab".repeat(32),
        MODEL,
        List.of(TWO, FIVE),
        Optional.empty(),
        false);
  }

  @Test
  void anArmWithoutASiteNeedsAVersionWithADefaultOne() {
    Draft draft = draft(new Draft.Comparison(List.of(place("a")), List.of(1.0), "tau", 10));
    Library.Version settled =
        new Library.Version(version().name(), MODEL, version().sites(), Optional.of(TWO), false);

    assertThat(draft.resolve(model(), _ -> settled).steering().arms().getFirst().site())
        .isEqualTo(TWO);
    assertThatThrownBy(() -> draft.resolve(model(), _ -> version()))
        .isInstanceOfSatisfying(
            SteermeshException.class,
            e -> assertThat(e.reason()).isEqualTo(ErrorReason.SITE_REQUIRED));
  }

  @Test
  void armsOfOneLabelAreRefused() {
    Draft draft =
        draft(new Draft.Comparison(List.of(place("a"), place("a")), List.of(1.0), "", 10));
    Library.Version settled =
        new Library.Version(version().name(), MODEL, version().sites(), Optional.of(TWO), false);

    assertThatThrownBy(() -> draft.resolve(model(), _ -> settled))
        .isInstanceOfSatisfying(
            SteermeshException.class,
            e -> assertThat(e.reason()).isEqualTo(ErrorReason.FIELD_INVALID));
  }

  @Test
  void aCompositionHasEveryPairOfStrengthsOnce() {
    List<Cell> cells = Experiments.composed("one", "other").declaration().cells();

    assertThat(cells).hasSize(9).doesNotHaveDuplicates();
    assertThat(cells.getFirst()).isEqualTo(new Cell.Unsteered());
    assertThat(cells.stream().filter(Cell.Composed.class::isInstance)).hasSize(4);
    assertThat(cells.stream().filter(Cell.Steered.class::isInstance)).hasSize(4);
  }

  @Test
  void theVectorOfAGateIsResolvedAsThatOfTheArmIs() {
    Draft draft = gated(Optional.empty(), Optional.empty());

    Arm arm = draft.resolve(model(), DeclarationTest::named).steering().arms().getFirst();

    assertThat(arm.site()).isEqualTo(TWO);
    assertThat(arm.gate())
        .contains(
            new Gate(
                "vectors/topic/versions/" + "ab".repeat(32), TWO, Optional.empty(), 4, UNTIL_TWO));
    assertThat(arm.label())
        .isEqualTo("v@abababababab, block 2, behind topic@abababababab above 4.0");
    assertThat(arm.gate().orElseThrow().toString())
        .isEqualTo(
            "above 4 along vectors/topic/versions/abababababab at block 2 until not above 2");
  }

  @Test
  void aGateThatLooksBehindTheArmOrForAFeatureOfADenseVectorIsRefused() {
    assertThatThrownBy(() ->
            gated(Optional.of(FIVE), Optional.empty()).resolve(model(), DeclarationTest::named))
        .isInstanceOfSatisfying(
            SteermeshException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(ErrorReason.FIELD_INVALID);
              assertThat(e.message()).contains("arms[0].gate.site", "block 5", "after block 2");
            });
    assertThatThrownBy(
            () -> gated(Optional.empty(), Optional.of(7)).resolve(model(), DeclarationTest::named))
        .isInstanceOfSatisfying(
            SteermeshException.class,
            e -> assertThat(e.reason()).isEqualTo(ErrorReason.VECTOR_KIND_MISMATCH));
    assertThatThrownBy(() ->
            gated(Optional.of(new Site(3, Target.MLP)), Optional.empty())
                .resolve(model(), DeclarationTest::named))
        .isInstanceOfSatisfying(
            SteermeshException.class,
            e -> assertThat(e.reason()).isEqualTo(ErrorReason.VECTOR_SITE_MISSING));
  }

  private static Library.Version named(String name) {
    return new Library.Version(
        name + "/versions/" + "ab".repeat(32), MODEL, List.of(TWO, FIVE), Optional.of(TWO), false);
  }

  private static Draft gated(Optional<Site> site, Optional<Integer> feature) {
    Draft.Condition gate =
        new Draft.Condition("arms[0].gate", "vectors/topic", site, feature, 4, UNTIL_TWO);
    Draft.Place place = new Draft.Place(vector(""), Optional.empty(), Optional.of(gate));
    return draft(new Draft.Comparison(List.of(place), List.of(1.0), "", 10));
  }

  private static Draft.Place place(String label) {
    return new Draft.Place(vector(label), Optional.empty(), Optional.empty());
  }

  private static Draft.Vector vector(String label) {
    return new Draft.Vector(
        label,
        "vectors/v",
        OptionalDouble.empty(),
        Positions.of(PositionRule.FROM_LAST_OF_PROMPT),
        Positions.of(PositionRule.ALL_BUT_BOS));
  }

  private static Arm only(Declaration declaration) {
    return declaration.steering().arms().getFirst();
  }

  private static Draft draft(List<Site> sites, List<Double> strengths) {
    return draft(new Draft.Sweep(vector(""), sites, strengths));
  }

  private static Draft draft(Draft.Plan plan) {
    Declaration like = Experiments.declaration("sycophancy", 3);
    return new Draft(
        Optional.empty(), "", "", plan, like.items(), like.neutralTexts(), like.analysis());
  }
}
