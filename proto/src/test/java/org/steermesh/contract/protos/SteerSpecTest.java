package org.steermesh.contract.protos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steermesh.type.v1.Intervention;
import org.steermesh.type.v1.Target;

final class SteerSpecTest {

  @Test
  void nameAndStrengthTakeTheNewestVersionAtAllItsSites() {
    Intervention intervention = SteerSpec.parse("cheerful:1.5").toProto();
    assertThat(intervention.getVector().getName()).isEqualTo("vectors/cheerful");
    assertThat(intervention.getSitesList()).isEmpty();
    assertThat(intervention.getStrength()).isEqualTo(1.5f);
    assertThat(intervention.hasAdd()).isTrue();
  }

  @Test
  void blockStandsBetweenNameAndStrength() {
    Intervention intervention = SteerSpec.parse("cheerful@live:3:-2").toProto();
    assertThat(intervention.getVector().getName()).isEqualTo("vectors/cheerful@live");
    assertThat(intervention.getSites(0).getBlock()).isEqualTo(3);
    assertThat(intervention.getSites(0).getTarget()).isEqualTo(Target.TARGET_RESIDUAL);
    assertThat(intervention.getStrength()).isEqualTo(-2f);
  }

  @Test
  void targetMayFollowTheBlock() {
    assertThat(SteerSpec.parse("a-b:12/mlp:.5").toProto().getSites(0).getTarget())
        .isEqualTo(Target.TARGET_MLP);
  }

  @Test
  void eightHexadecimalDigitsAreADigest() {
    assertThat(SteerSpec.parse("cheerful@1a2b3c4d:1").vector())
        .isEqualTo("vectors/cheerful/versions/1a2b3c4d");
    assertThat(SteerSpec.parse("cheerful@1a2b3c4:1").vector())
        .isEqualTo("vectors/cheerful@1a2b3c4");
  }

  @Test
  void strengthZeroIsAStrength() {
    assertThat(SteerSpec.parse("cheerful:0").toProto().hasStrength()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "cheerful",
        "cheerful:",
        ":1",
        "cheerful:nan",
        "cheerful:Infinity",
        "cheerful:1:2:3",
        "Cheerful:1",
        "cheerful@:1",
        "cheerful:x:1",
        "cheerful:1e99"
      })
  void anythingElseIsRefusedWithTheForm(String text) {
    assertThatThrownBy(() -> SteerSpec.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("finite");
  }

  @Test
  void unknownTargetIsRefusedWithTheTargets() {
    assertThatThrownBy(() -> SteerSpec.parse("cheerful:3/heads:1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("residual, attention, mlp");
  }
}
