package org.steermesh.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.steermesh.engine.checkpoint.Checkpoint;
import org.steermesh.engine.checkpoint.ModelConfig;

class TokenBudgetTest {

  private static final ModelConfig CONFIG = config();

  private static ModelConfig config() {
    try (Checkpoint checkpoint = Checkpoint.open(new GoldenCase(GoldenCase.LLAMA).model())) {
      return checkpoint.config();
    }
  }

  @Test
  void amplerMemoryAllowsWhatWasAskedFor() {
    assertThat(new TokenBudget(CONFIG, 4096, () -> 1L << 40).tokens()).isEqualTo(4096);
    assertThat(new TokenBudget(CONFIG, 100, () -> 1L << 40).tokens()).isEqualTo(100);
  }

  @Test
  void shortMemoryMakesSmallerBatchesDownToALeast() {
    int some = new TokenBudget(CONFIG, 4096, () -> 32L << 20).tokens();
    int less = new TokenBudget(CONFIG, 4096, () -> 16L << 20).tokens();

    assertThat(some).isBetween(257, 4095);
    assertThat(less).isBetween(some / 2 - 1, some / 2 + 1);
    assertThat(new TokenBudget(CONFIG, 4096, () -> 0).tokens()).isEqualTo(256);
    assertThat(new TokenBudget(CONFIG, 64, () -> 0).tokens()).isEqualTo(64);
  }

  @Test
  void thisMachineHasMemory() {
    assertThat(AvailableMemory.bytes()).isBetween(1L << 20, 1L << 50);
  }
}
