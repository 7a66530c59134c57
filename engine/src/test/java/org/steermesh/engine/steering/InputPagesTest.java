package org.steermesh.engine.steering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.steermesh.engine.tokenizer.TokenSequence;
import org.steermesh.engine.tokenizer.TokenTexts;

class InputPagesTest {

  private static InputPages pages(InputDeeds deeds, float first) {
    TokenSequence tokens = TokenSequence.ofIds(new int[3 * InputPages.TOKENS]);
    Edit edit =
        Edit.of(
            new Intervention(
                new Site(0, Target.RESIDUAL),
                Positions.of(PositionRule.ALL),
                new Operation.Add(new float[] {first, 2, 3}, false),
                1));
    SteeredSequence sequence = new SteeredSequence(tokens, List.of(edit));
    return new InputPages(tokens, SteeredRow.of(sequence, TokenTexts.UNKNOWN), deeds);
  }

  private static InputDeed deed(InputPages pages, int page) {
    return pages.page(page).deeds().getFirst().what();
  }

  @Test
  void equalVectorsOfLaterInputsAreComparedOnceAndThenAreOneObject() {
    InputDeeds deeds = new InputDeeds();
    InputPages earlier = pages(deeds, 1);
    InputPages later = pages(deeds, 1);
    for (int page = 0; page < later.count(); page++) {
      assertThat(deed(later, page)).isSameAs(deed(earlier, 0));
    }
    assertThat(deed(pages(deeds, 4), 0)).isNotEqualTo(deed(earlier, 0));
  }
}
