package org.steermesh.cli.demo.world;

import java.util.List;

/** A part of the data. For one behaviour, no noun occurs in two parts. */
public enum Part {
  /** Half of the nouns: training documents, and the items that a vector is built from. */
  TRAIN(0, 2),
  /** A quarter of the nouns: items that choose block and strength. */
  VALIDATION(2, 3),
  /** A quarter of the nouns: items that only measure. */
  TEST(3, 4);

  private final int from;
  private final int to;

  Part(int from, int to) {
    this.from = from;
    this.to = to;
  }

  /** This part's share of {@code words}, in their order. */
  <T> List<T> of(List<T> words) {
    int n = words.size();
    return words.subList(n * from / 4, n * to / 4);
  }
}
