package org.steermesh.eval.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PassesTest {

  private static final List<Integer> ALL = IntStream.range(0, 10).boxed().toList();

  @Test
  void groupsStayWhatTheyAreWhateverOfThemIsDone() {
    assertThat(Passes.withMissing(ALL, 4, each -> true))
        .containsExactly(List.of(0, 1, 2, 3), List.of(4, 5, 6, 7), List.of(8, 9));
    assertThat(Passes.withMissing(ALL, 4, Set.of(3, 8)::contains))
        .containsExactly(List.of(0, 1, 2, 3), List.of(8, 9));
    assertThat(Passes.withMissing(ALL, 4, each -> false)).isEmpty();
  }
}
