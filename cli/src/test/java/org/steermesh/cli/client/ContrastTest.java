package org.steermesh.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.protos.Sites;
import org.steermesh.type.v1.Site;

final class ContrastTest {

  private static final Site ONE = Sites.parse("1");
  private static final Site TWO = Sites.parse("2/mlp");

  private final Contrast contrast = new Contrast(row -> row.exampleId().equals("other"));

  @Test
  void eachSiteHasTheDifferenceOfItsMeans() {
    var directions =
        contrast.of(
            List.of(
                row("one", ONE, 1, 2),
                row("one", TWO, 10, 20),
                row("one", ONE, 3, 6),
                row("other", ONE, 1, 1),
                row("other", TWO, 4, 8)));

    assertThat(directions.sequencedKeySet()).containsExactly(ONE, TWO);
    assertThat(directions.get(ONE)).containsExactly(1, 3);
    assertThat(directions.get(TWO)).containsExactly(6, 12);
  }

  @Test
  void aSideWithoutARowIsNoContrast() {
    assertThatThrownBy(() -> contrast.of(List.of(row("one", ONE, 1, 2))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Capture.Row row(String text, Site site, float... values) {
    return new Capture.Row(text, site, 0, values);
  }
}
