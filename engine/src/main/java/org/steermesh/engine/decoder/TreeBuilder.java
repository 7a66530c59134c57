package org.steermesh.engine.decoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Grows a tree of tokens. What a token is up to some block is decided by its sequence up to itself
 * and by what was done to these tokens at lower blocks; two tokens of one such history are computed
 * once. A token that has a history of its own only from some block on joins there, as a copy of one
 * with the same history so far.
 *
 * <p>Histories are kept per level: level 0 knows the ids alone, level j also the marks of cut j -
 * 1, the last one everything.
 */
public final class TreeBuilder {

  private static final int NONE = -1;
  private static final int ROOT = -2;

  private final int[] cuts;
  private final List<Node> nodes = new ArrayList<>();
  private final List<int[]> paths = new ArrayList<>();
  private final Map<History, Integer> histories = new HashMap<>();

  /**
   * An empty tree.
   *
   * @param cuts ascending: a mark of cut j changes its token from block cuts[j] on, or at the last
   *     point of the block before
   */
  public TreeBuilder(int[] cuts) {
    this.cuts = cuts.clone();
  }

  /**
   * A sequence to be placed.
   *
   * @param ids its tokens
   * @param marks per cut and token: a number for all that is done to the token up to this cut; 0
   *     for nothing
   */
  public record Branch(int[] ids, int[][] marks) {}

  /** A token after a history, by the first token of the tree that has the history before it. */
  private record History(int level, int before, int id, int mark) {}

  /**
   * A token of the tree.
   *
   * @param firsts per level the first token of the tree with the same history
   */
  record Node(int id, int position, int parent, int[] firsts) {}

  /** Number of tokens. */
  public int size() {
    return nodes.size();
  }

  /**
   * What a sequence has in common with a tree.
   *
   * @param tokens its first tokens that are in the tree already
   * @param blockTokens tokens times blocks that need not be computed for it
   */
  public record Share(int tokens, long blockTokens) {}

  /** What a sequence would share in a pass over so many blocks. */
  public Share share(Branch branch, int blocks) {
    int length = branch.ids().length;
    int[] joins = new int[length];
    int whole = 0;
    int[] firsts = roots();
    for (int at = 0; at < length; at++) {
      firsts = next(firsts, branch, at);
      int level = knownLevel(firsts);
      whole += level == cuts.length ? 1 : 0;
      joins[at] = level == cuts.length ? blocks : level < 0 ? 0 : Math.min(blocks, cuts[level]);
    }
    long saved = (long) whole * blocks;
    for (int at = length - 1, join = blocks; at >= whole; at--) {
      join = Math.min(join, joins[at]);
      saved += join;
    }
    return new Share(whole, saved);
  }

  /** Adds a sequence. */
  public void add(Branch branch) {
    int[] path = new int[branch.ids().length];
    int[] firsts = roots();
    for (int at = 0; at < path.length; at++) {
      int[] found = next(firsts, branch, at);
      if (found[cuts.length] == NONE) {
        int parent = at == 0 ? NONE : path[at - 1];
        nodes.add(new Node(branch.ids()[at], at, parent, found));
        enter(firsts, branch, at, nodes.size() - 1);
      }
      firsts = found;
      path[at] = found[cuts.length];
    }
    paths.add(path);
  }

  /** The tree so far. */
  public TokenTree build() {
    int[] joins = joins();
    return new TokenTree(nodes, paths, joins, sources(joins));
  }

  private int[] roots() {
    int[] firsts = new int[cuts.length + 1];
    Arrays.fill(firsts, ROOT);
    return firsts;
  }

  /** Per level the first token with the history of a token, after that of the one before it. */
  private int[] next(int[] firsts, Branch branch, int at) {
    int same = first(cuts.length, firsts, branch, at);
    if (same != NONE) {
      return nodes.get(same).firsts();
    }
    int[] next = new int[cuts.length + 1];
    for (int level = 0; level < cuts.length; level++) {
      next[level] = first(level, firsts, branch, at);
    }
    next[cuts.length] = NONE;
    return next;
  }

  private int first(int level, int[] firsts, Branch branch, int at) {
    return firsts[level] == NONE
        ? NONE
        : histories.getOrDefault(history(level, firsts, branch, at), NONE);
  }

  private static History history(int level, int[] firsts, Branch branch, int at) {
    int mark = level == 0 ? 0 : branch.marks()[level - 1][at];
    return new History(level, firsts[level], branch.ids()[at], mark);
  }

  /** Makes a token the first one of the histories that were not known. */
  private void enter(int[] firsts, Branch branch, int at, int node) {
    int[] own = nodes.get(node).firsts();
    for (int level = 0; level <= cuts.length; level++) {
      if (own[level] == NONE) {
        own[level] = node;
        histories.put(history(level, firsts, branch, at), node);
      }
    }
  }

  private int knownLevel(int[] firsts) {
    int level = cuts.length;
    while (level >= 0 && firsts[level] == NONE) {
      level--;
    }
    return level;
  }

  /**
   * The highest level at which a token is not the first with its history; -1 where it always is.
   */
  private int copiedLevel(int node) {
    int[] firsts = nodes.get(node).firsts();
    int level = cuts.length;
    while (level >= 0 && firsts[level] == node) {
      level--;
    }
    return level;
  }

  /** Where each token joins: not after those that follow it, which read its keys and values. */
  private int[] joins() {
    int[] joins = new int[nodes.size()];
    Arrays.setAll(joins, node -> copiedLevel(node) < 0 ? 0 : cuts[copiedLevel(node)]);
    for (int node = joins.length - 1; node >= 0; node--) {
      int parent = nodes.get(node).parent();
      if (parent != NONE) {
        joins[parent] = Math.min(joins[parent], joins[node]);
      }
    }
    return joins;
  }

  /** What each late token begins as a copy of: one that runs before it joins. */
  private int[] sources(int[] joins) {
    int[] sources = new int[joins.length];
    Arrays.fill(sources, NONE);
    for (int node = 0; node < joins.length; node++) {
      if (joins[node] > 0) {
        int source = node;
        while (joins[source] >= joins[node]) {
          source = nodes.get(source).firsts()[copiedLevel(source)];
        }
        sources[node] = source;
      }
    }
    return sources;
  }
}
