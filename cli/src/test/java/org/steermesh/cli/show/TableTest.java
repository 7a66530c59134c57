package org.steermesh.cli.show;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class TableTest {

  @Test
  void wordsStandLeftAndNumbersRight() {
    Table table = new Table().words("NAME").numbers("ITEMS").row("cheerful", "7").row("a", "1200");
    assertThat(table.lines())
        .containsExactly("NAME      ITEMS", "cheerful      7", "a          1200");
  }

  @Test
  void wideAndCombiningCharactersKeepTheColumnsInLine() {
    Table table =
        new Table().words("TEXT").numbers("N").row("日本", "1").row("cafe\u0301", "2").row("🙂", "3");
    assertThat(table.lines().stream().map(TextWidth::of)).containsOnly(7);
  }

  @Test
  void lastColumnLeavesNoTrailingSpace() {
    assertThat(new Table().words("A").words("B").row("x", "").lines()).containsExactly("A  B", "x");
  }

  @Test
  void rowOfAnotherWidthIsRefused() {
    assertThatThrownBy(() -> new Table().words("A").row("x", "y"))
        .hasMessage("2 cells do not fit 1 columns");
  }

  @Test
  void textIsWrappedAtSpaces() {
    assertThat(TextWidth.wrap("one two  three four", 9))
        .containsExactly("one two", "three", "four");
  }
}
