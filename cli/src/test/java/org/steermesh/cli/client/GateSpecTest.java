package org.steermesh.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steermesh.type.v1.Gate;

class GateSpecTest {

  @Test
  void aGateNamesAVectorPerhapsAFeaturePerhapsABlockAndAThreshold() {
    Gate whole = GateSpec.parse("bold@live#272:3:0.5").toProto();
    Gate brief = GateSpec.parse("bold:-1").toProto();

    assertThat(whole.getVector().getName()).isEqualTo("vectors/bold@live");
    assertThat(whole.getFeature()).isEqualTo(272);
    assertThat(whole.getSite().getBlock()).isEqualTo(3);
    assertThat(whole.getThreshold()).isEqualTo(0.5f);
    assertThat(brief.hasFeature()).isFalse();
    assertThat(brief.hasSite()).isFalse();
    assertThat(brief.getThreshold()).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "bold", "bold#:1", "bold#x:1", "Bold:1", "bold:1e99", "bold:x"})
  void anythingElseIsRefusedWithTheForm(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> GateSpec.parse(text));
  }
}
