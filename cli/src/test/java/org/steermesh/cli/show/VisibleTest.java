package org.steermesh.cli.show;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class VisibleTest {

  @Test
  void controlCharactersAreShownInCaretNotation() {
    assertThat(Visible.of("a\u001b[31mb\u0007\u007f\u009b1m")).isEqualTo("a^[[31mb^G^?M-^[1m");
  }

  @Test
  void lineEndsTabsAndEveryOtherTextStay() {
    String text = "one\n\ttwo: \u00e9, \u6f22, \ud83d\ude00";
    assertThat(Visible.of(text)).isSameAs(text);
  }

  @Test
  void cellStaysOnItsLine() {
    Table table = new Table().words("A").words("B").row("one\ntwo", "x\ry");
    assertThat(table.lines()).containsExactly("A        B", "one two  x^My");
  }
}
