package org.steermesh.generation.api;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class AnswerSizeTest {

  @Test
  void anAnswerHoldsSoManyTokensWithTheirAlternatives() {
    new AnswerSize(8, 1 << 17, 0).require("sampling.max_tokens");
    new AnswerSize(1, (1 << 20) / 21, 20).require("sampling.max_tokens");

    refused(new AnswerSize(8, (1 << 17) + 1, 0));
    refused(new AnswerSize(1, (1 << 20) / 21 + 1, 20));
    refused(new AnswerSize(64, Integer.MAX_VALUE, 20));
  }

  private static void refused(AnswerSize size) {
    assertThatThrownBy(() -> size.require("sampling.max_tokens"))
        .hasMessageContaining("1048576 are allowed");
  }
}
