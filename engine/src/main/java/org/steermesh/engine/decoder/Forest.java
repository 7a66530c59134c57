package org.steermesh.engine.decoder;

import java.util.ArrayList;
import java.util.List;

/** A batch of trees, one per row. Its sequences are those of the first tree, then of the next. */
public final class Forest {

  private final List<TokenTree> trees;

  /** A batch. */
  public Forest(List<TokenTree> trees) {
    this.trees = List.copyOf(trees);
  }

  /** Number of trees B. */
  public int rows() {
    return trees.size();
  }

  /** Tokens of the largest tree. */
  public int tokens() {
    return trees.stream().mapToInt(TokenTree::size).max().orElse(0);
  }

  /**
   * The windows that run the whole batch, in order. Each takes the tokens of consecutive positions,
   * so that a token stands with those it is a copy of and after those it sees.
   *
   * @param columns most tokens of a tree in one window; more stand at one position at times
   */
  public List<Window> windows(int columns) {
    int depth = trees.stream().mapToInt(TokenTree::depth).max().orElse(0);
    int[][] counts = new int[depth][trees.size()];
    for (int row = 0; row < trees.size(); row++) {
      for (int node : trees.get(row).inOrder()) {
        counts[trees.get(row).position(node)][row]++;
      }
    }
    TreeWindows windows = new TreeWindows(trees);
    List<Window> all = new ArrayList<>();
    int from = 0;
    while (from < depth) {
      int to = end(counts, from, columns);
      all.add(windows.next(from, to));
      from = to;
    }
    return all;
  }

  /** The furthest position that leaves every row at most so many tokens; one position at least. */
  private static int end(int[][] counts, int from, int columns) {
    int[] sums = counts[from].clone();
    int to = from + 1;
    while (to < counts.length) {
      for (int row = 0; row < sums.length; row++) {
        sums[row] += counts[to][row];
        if (sums[row] > columns) {
          return to;
        }
      }
      to++;
    }
    return to;
  }
}
