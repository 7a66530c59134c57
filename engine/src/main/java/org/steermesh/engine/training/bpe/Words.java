package org.steermesh.engine.training.bpe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * The distinct words of a corpus as sequences of pieces, with the count of every adjacent pair kept
 * up to date while pairs are merged.
 */
final class Words {

  private record Candidate(Merge pair, long count) implements Comparable<Candidate> {
    /** The most frequent first; among equals the pair of the oldest pieces. */
    @Override
    public int compareTo(Candidate other) {
      int byCount = Long.compare(other.count, count);
      return byCount != 0 ? byCount : pair.compareTo(other.pair);
    }
  }

  private final List<int[]> words = new ArrayList<>();
  private final List<Long> frequencies = new ArrayList<>();
  private final Map<Merge, Long> counts = new HashMap<>();
  private final Map<Merge, Set<Integer>> where = new HashMap<>();
  private final PriorityQueue<Candidate> queue = new PriorityQueue<>();

  /** Adds a distinct word. */
  void add(int[] pieces, long frequency) {
    words.add(pieces);
    frequencies.add(frequency);
    count(words.size() - 1, 1, new HashSet<>());
  }

  /** Adds a word's pairs to the counts, sign times, and says which pairs it touched. */
  private void count(int word, int sign, Set<Merge> touched) {
    int[] pieces = words.get(word);
    for (int i = 0; i + 1 < pieces.length; i++) {
      Merge pair = new Merge(pieces[i], pieces[i + 1]);
      counts.merge(pair, sign * frequencies.get(word), Long::sum);
      if (sign > 0) {
        where.computeIfAbsent(pair, _ -> new HashSet<>()).add(word);
      }
      touched.add(pair);
    }
  }

  /** Puts every pair into the queue; call once, after the last word. */
  void countAll() {
    counts.forEach((pair, count) -> queue.add(new Candidate(pair, count)));
  }

  /** The most frequent pair, or (-1, -1) when none occurs at least so often. */
  Merge best(long least) {
    while (!queue.isEmpty() && queue.element().count() >= least) {
      Candidate candidate = queue.remove();
      // A candidate whose count has changed since has a newer entry of its own.
      if (counts.getOrDefault(candidate.pair(), 0L) == candidate.count()) {
        return candidate.pair();
      }
    }
    return new Merge(-1, -1);
  }

  /** Replaces a pair by a new piece everywhere. */
  void merge(Merge pair, int piece) {
    Set<Merge> touched = new HashSet<>();
    for (int word : where.getOrDefault(pair, Set.of())) {
      count(word, -1, touched);
      words.set(word, merged(words.get(word), pair, piece));
    }
    for (int word : where.getOrDefault(pair, Set.of()).stream().toList()) {
      count(word, 1, touched);
    }
    counts.remove(pair);
    where.remove(pair);
    touched.remove(pair);
    for (Merge changed : touched) {
      long count = counts.getOrDefault(changed, 0L);
      if (count > 0) {
        queue.add(new Candidate(changed, count));
      } else {
        counts.remove(changed);
        where.remove(changed);
      }
    }
  }

  private static int[] merged(int[] pieces, Merge pair, int piece) {
    int[] result = new int[pieces.length];
    int length = 0;
    for (int i = 0; i < pieces.length; length++) {
      boolean here =
          i + 1 < pieces.length && pieces[i] == pair.left() && pieces[i + 1] == pair.right();
      result[length] = here ? piece : pieces[i];
      i += here ? 2 : 1;
    }
    return Arrays.copyOf(result, length);
  }
}
