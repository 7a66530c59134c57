package org.steermesh.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steermesh.type.v1.ExcludedSpan;
import org.steermesh.type.v1.ExcludedSpan.Kind;

final class SpanTextTest {

  @Test
  void stretchesAreNamedOrMarked() {
    assertThat(SpanText.parse("code").getKind()).isEqualTo(Kind.KIND_CODE_FENCE);
    assertThat(SpanText.parse("tools").getKind()).isEqualTo(Kind.KIND_TOOL_CALL);
    ExcludedSpan marked = SpanText.parse("<think>..</think>");
    assertThat(marked.getKind()).isEqualTo(Kind.KIND_MARKED);
    assertThat(marked.getBegin()).isEqualTo("<think>");
    assertThat(marked.getEnd()).isEqualTo("</think>");
    assertThat(SpanText.parse("[CALL]..").getEnd()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "fence", "..</think>"})
  void anythingElseIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SpanText.parse(text))
        .withMessageContaining("code, tools, or BEGIN..END");
  }
}
