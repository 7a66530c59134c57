package org.steermesh.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.steermesh.type.v1.PositionRule;

final class PositionTextTest {

  @Test
  void rulesMarkersAndIndicesAreRead() {
    assertThat(PositionText.parse("answer-letter").getRule())
        .isEqualTo(PositionRule.POSITION_RULE_ANSWER_LETTER);
    assertThat(PositionText.parse("marker:[/INST]").getMarker()).isEqualTo("[/INST]");
    assertThat(PositionText.parse("0,3,-1").getIndicesList()).containsExactly(0, 3, -1);
  }

  @Test
  void unknownRuleIsRefusedWithTheRules() {
    assertThatThrownBy(() -> PositionText.parse("middle"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'middle'")
        .hasMessageContaining("last-of-input");
  }
}
