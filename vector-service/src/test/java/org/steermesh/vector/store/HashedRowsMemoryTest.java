package org.steermesh.vector.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HashedRowsMemoryTest {

  private static final int HALF = HashedRows.MOST_BLOCKS / 2;

  private final HashedRows hashed = new HashedRows();

  @Test
  void whatWasNotReadForLongestIsForgotten() {
    hashed.add("a", new int[HALF]);
    hashed.add("b", new int[HALF]);
    assertThat(hashed.find("a")).isPresent();

    hashed.add("c", new int[1]);

    assertThat(hashed.find("b")).isEmpty();
    assertThat(hashed.find("a")).isPresent();
    assertThat(hashed.find("c")).isPresent();
  }

  @Test
  void aPayloadThatIsHashedAgainCountsOnce() {
    hashed.add("a", new int[HALF]);
    hashed.add("b", new int[HALF]);
    hashed.add("b", new int[HALF]);

    assertThat(hashed.find("a")).isPresent();
    assertThat(hashed.find("b")).isPresent();
  }

  @Test
  void moreBlocksThanAreRememberedAreForgottenAtOnce() {
    hashed.add("huge", new int[HashedRows.MOST_BLOCKS + 1]);

    assertThat(hashed.find("huge")).isEmpty();
  }
}
