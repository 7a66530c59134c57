package org.steermesh.eval.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.SteermeshException;
import org.steermesh.eval.domain.Draft;
import org.steermesh.eval.domain.Experiments;
import org.steermesh.eval.v1.Arm;
import org.steermesh.eval.v1.Composition;
import org.steermesh.type.v1.Gate;
import org.steermesh.type.v1.InlineVector;
import org.steermesh.type.v1.Site;
import org.steermesh.type.v1.VectorRef;

final class GatedArmTest {

  private static final String DIGEST = "fedcba9876543210".repeat(4);
  private static final Gate GOOD =
      Gate.newBuilder().setVector(VectorRef.newBuilder().setName("vectors/topic@live")).build();

  @Test
  void aGateIsReadAsItIsAsked() {
    Draft.Condition read =
        read(GOOD.toBuilder().setFeature(272).setThreshold(4).setCloseThreshold(2)).orElseThrow();

    assertThat(read.vector()).isEqualTo("vectors/topic@live");
    assertThat(read.site()).isEmpty();
    assertThat(read.feature()).contains(272);
    assertThat(read.threshold()).isEqualTo(4);
    assertThat(read.closing().threshold()).contains(2f);
    assertThat(read.closing().never()).isFalse();
    assertThat(read(GOOD.toBuilder().setLatched(true)).orElseThrow().closing().never()).isTrue();
  }

  @Test
  void whatIsWrongWithAGateIsToldByItsField() {
    VectorRef inline = VectorRef.newBuilder().setInline(InlineVector.getDefaultInstance()).build();
    Map<String, Gate.Builder> wrong =
        Map.of(
            "vector.name", Gate.newBuilder(),
            "vector.inline", GOOD.toBuilder().setVector(inline),
            "threshold", GOOD.toBuilder().setThreshold(Float.NaN),
            "close_threshold", GOOD.toBuilder().setCloseThreshold(1),
            "latched", GOOD.toBuilder().setCloseThreshold(-1).setLatched(true),
            "site.block", GOOD.toBuilder().setSite(Site.newBuilder().setBlock(-1)));

    wrong.forEach((field, gate) ->
        assertThatThrownBy(() -> read(gate))
            .isInstanceOf(SteermeshException.class)
            .hasMessageContaining("arms[0].gate." + field));
  }

  @Test
  void aDeclarationTellsTheGateInFull() {
    Composition told =
        DeclarationMessages.declaration(Experiments.composed("sycophancy", "refusal"))
            .getComposition();

    Gate gate = told.getSecond().getGate();
    assertThat(gate.getVector().getName()).isEqualTo("vectors/topic/versions/" + DIGEST);
    assertThat(gate.getSite().getBlock()).isEqualTo(1);
    assertThat(gate.getFeature()).isEqualTo(272);
    assertThat(gate.getThreshold()).isEqualTo(1.5f);
    assertThat(gate.getLatched()).isTrue();
    assertThat(gate.hasCloseThreshold()).isFalse();
    assertThat(told.getFirst().hasGate()).isFalse();
  }

  private static Optional<Draft.Condition> read(Gate.Builder gate) {
    return DraftFields.place(
            "arms[0]", Arm.newBuilder().setVector("vectors/bold").setGate(gate).build())
        .gate();
  }
}
