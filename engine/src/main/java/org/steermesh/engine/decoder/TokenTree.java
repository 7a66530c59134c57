package org.steermesh.engine.decoder;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A row of a batch whose sequences share tokens. Which tokens a token sees is told by a walk over
 * the tree: it enters a token, then all that follow it, then leaves it; a token sees those that are
 * entered and not yet left when it is entered.
 */
public final class TokenTree {

  private final List<TreeBuilder.Node> nodes;
  private final List<int[]> paths;
  private final int[] joins;
  private final int[] sources;
  private final int[] entries;
  private final int[] exits;
  private final int[] order;

  TokenTree(List<TreeBuilder.Node> nodes, List<int[]> paths, int[] joins, int[] sources) {
    this.nodes = List.copyOf(nodes);
    this.paths = List.copyOf(paths);
    this.joins = joins;
    this.sources = sources;
    this.entries = new int[nodes.size()];
    this.exits = new int[nodes.size()];
    walk();
    this.order = order();
  }

  /** Parents stand before their children, so the walk needs no stack. */
  private void walk() {
    int[] sizes = new int[size()];
    for (int node = size() - 1; node >= 0; node--) {
      sizes[node]++;
      if (parent(node) >= 0) {
        sizes[parent(node)] += sizes[node];
      }
    }
    int entered = 0;
    int[] next = new int[size()];
    for (int node = 0; node < size(); node++) {
      if (parent(node) < 0) {
        entries[node] = entered;
        entered += sizes[node];
      } else {
        entries[node] = next[parent(node)];
        next[parent(node)] += sizes[node];
      }
      exits[node] = entries[node] + sizes[node];
      next[node] = entries[node] + 1;
    }
  }

  /**
   * The order in which tokens run within one window: late ones after those that join before them,
   * then the first token with certain ids up to itself before further ones, then by position, then
   * by sequence. So the tokens of unsteered sequences stand where they would stand if all others
   * were unsteered too.
   */
  private int[] order() {
    int[] ranks = ranks();
    Comparator<Integer> comparator =
        Comparator.comparingInt((Integer node) -> joins[node])
            .thenComparing(node -> sameIds(node) != node)
            .thenComparingInt(this::position)
            .thenComparingInt(node -> ranks[sameIds(node)])
            .thenComparingInt(node -> node);
    return IntStream.range(0, size()).boxed().sorted(comparator).mapToInt(node -> node).toArray();
  }

  /** Per token the place of its first sequence, the sequences sorted by their ids. */
  private int[] ranks() {
    int[] ranks = new int[size()];
    Arrays.fill(ranks, paths.size());
    List<int[]> sorted =
        paths.stream()
            .sorted((a, b) ->
                Arrays.compare(
                    Arrays.stream(a).map(this::id).toArray(),
                    Arrays.stream(b).map(this::id).toArray()))
            .toList();
    for (int rank = 0; rank < sorted.size(); rank++) {
      for (int node : sorted.get(rank)) {
        ranks[sameIds(node)] = Math.min(ranks[sameIds(node)], rank);
      }
    }
    return ranks;
  }

  /** The first token that has the same ids up to itself. */
  private int sameIds(int node) {
    return nodes.get(node).firsts()[0];
  }

  /** Number of tokens. */
  public int size() {
    return nodes.size();
  }

  /** Number of sequences. */
  public int sequences() {
    return paths.size();
  }

  /** The tokens of a sequence by position. */
  int[] path(int sequence) {
    return paths.get(sequence);
  }

  /** All tokens in the order in which they run. */
  int[] inOrder() {
    return order;
  }

  /** Length of the longest sequence. */
  int depth() {
    return paths.stream().mapToInt(path -> path.length).max().orElse(0);
  }

  int id(int node) {
    return nodes.get(node).id();
  }

  int position(int node) {
    return nodes.get(node).position();
  }

  private int parent(int node) {
    return nodes.get(node).parent();
  }

  /** The block before which a token joins; 0 where it runs from the start. */
  int join(int node) {
    return joins[node];
  }

  /** The token that a late one begins as a copy of; it stands at the same position. */
  int source(int node) {
    return sources[node];
  }

  int entry(int node) {
    return entries[node];
  }

  int exit(int node) {
    return exits[node];
  }
}
