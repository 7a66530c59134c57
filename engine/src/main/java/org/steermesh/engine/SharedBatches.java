package org.steermesh.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.steermesh.engine.checkpoint.ModelConfig;
import org.steermesh.engine.decoder.Forest;
import org.steermesh.engine.decoder.TokenTree;
import org.steermesh.engine.decoder.TreeBuilder;
import org.steermesh.engine.steering.EditMarks;
import org.steermesh.engine.steering.EditPlan;
import org.steermesh.engine.steering.ResolvedSequence;

/**
 * Groups sequences into trees that share what is the same, and trees of like size into batches.
 * Every token of a tree pays attention over the whole tree, so a sequence joins a tree only where
 * what it shares there costs more than the wider attention.
 */
final class SharedBatches {

  /** Trees may grow to so many tokens whatever their sequences' length: bounds the mask. */
  private static final int TREE_TOKENS = 1024;

  /** ... or to so many times their longest sequence. */
  private static final int TREE_LENGTHS = 4;

  /** How much longer an operation of attention takes than one of a matrix product. */
  private static final double ATTENTION_SLOWNESS = 2;

  private final int blocks;
  private final double keysPerToken;
  private final int maxBatchTokens;

  /**
   * Batches for a pass over the first blocks.
   *
   * @param maxBatchTokens most tokens of a batch, padding counted; a longer sequence is one alone
   */
  SharedBatches(ModelConfig config, int blocks, int maxBatchTokens) {
    this.blocks = blocks;
    this.keysPerToken = keysPerToken(config);
    this.maxBatchTokens = maxBatchTokens;
  }

  /**
   * A sequence to run.
   *
   * @param ids the input and what follows it
   */
  record Sequence(ResolvedSequence edits, int[] ids) {}

  /**
   * Sequences that run together.
   *
   * @param sequences their indices, in the forest's order
   */
  record Batch(List<Integer> sequences, Forest forest) {

    /** The edits of this batch; all are the sequences that were grouped. */
    EditPlan plan(List<Sequence> all) {
      return EditPlan.ofResolved(sequences.stream().map(i -> all.get(i).edits()).toList());
    }
  }

  /** A tree, and the indices of its sequences. */
  private record Row(List<Integer> sequences, TokenTree tree) {}

  /** Keys that can be attended to at the price of one token's matrix products in a block. */
  private static double keysPerToken(ModelConfig config) {
    double attention = 2.0 * config.width() * config.headWidth();
    double weights =
        attention * (config.heads() + config.keyHeads()) + 3.0 * config.width() * config.mlpWidth();
    return weights / (2.0 * config.heads() * config.headWidth() * ATTENTION_SLOWNESS);
  }

  /** Groups sequences; every index stands in one batch. */
  List<Batch> of(List<Sequence> sequences) {
    EditMarks marks = new EditMarks(sequences.stream().map(Sequence::edits).toList(), blocks);
    List<TreeBuilder.Branch> branches =
        sequences.stream().map(each -> marks.branch(each.edits(), each.ids())).toList();
    List<Row> rows = new ArrayList<>();
    for (List<Integer> group : groups(sequences, branches, marks.cuts())) {
      rows.add(row(group, sequences, branches, marks.cuts()));
    }
    int[] sizes = rows.stream().mapToInt(row -> row.tree().size()).toArray();
    return Batches.of(sizes, maxBatchTokens).stream()
        .map(batch -> batch.stream().map(rows::get).toList())
        .map(SharedBatches::batch)
        .toList();
  }

  private static Batch batch(List<Row> rows) {
    return new Batch(
        rows.stream().flatMap(row -> row.sequences().stream()).toList(),
        new Forest(rows.stream().map(Row::tree).toList()));
  }

  /** The sequences of each tree. */
  private List<List<Integer>> groups(
      List<Sequence> sequences, List<TreeBuilder.Branch> branches, int[] cuts) {
    List<List<Integer>> groups = new ArrayList<>();
    TreeBuilder tree = new TreeBuilder(cuts);
    int longest = 0;
    for (int index : neighboursTogether(sequences)) {
      TreeBuilder.Branch branch = branches.get(index);
      if (groups.isEmpty() || !fits(tree, branch, longest)) {
        tree = new TreeBuilder(cuts);
        longest = 0;
        groups.add(new ArrayList<>());
      }
      tree.add(branch);
      longest = Math.max(longest, branch.ids().length);
      groups.getLast().add(index);
    }
    return groups;
  }

  private boolean fits(TreeBuilder tree, TreeBuilder.Branch branch, int longest) {
    double length = branch.ids().length;
    TreeBuilder.Share share = tree.share(branch, blocks);
    double saved = share.blockTokens() / (double) blocks;
    double size = tree.size() + length - share.tokens();
    double bound = Math.max(TREE_TOKENS, TREE_LENGTHS * Math.max(longest, length));
    double apart = (double) tree.size() * tree.size() + length * length;
    return size <= Math.min(bound, maxBatchTokens) && saved * keysPerToken > size * size - apart;
  }

  /** Sequences that begin alike next to each other, the longest first, then as in {@link #row}. */
  private static List<Integer> neighboursTogether(List<Sequence> sequences) {
    Comparator<Integer> comparator =
        Comparator.comparing((Integer i) -> sequences.get(i).ids(), SharedBatches::compare)
            .thenComparing(deepestFirst(sequences));
    return IntStream.range(0, sequences.size()).boxed().sorted(comparator).toList();
  }

  private static int compare(int[] a, int[] b) {
    int at = Arrays.mismatch(a, b);
    if (at < 0) {
      return 0;
    }
    return at == Math.min(a.length, b.length)
        ? Integer.compare(b.length, a.length)
        : Integer.compare(a[at], b[at]);
  }

  /** So that a sequence finds one before it that differs from it as late as possible. */
  private static Comparator<Integer> deepestFirst(List<Sequence> sequences) {
    return Comparator.comparingInt((Integer i) -> sequences.get(i).edits().firstCut()).reversed();
  }

  /** The tree of a group; unsteered sequences come first, the others are copies of them. */
  private static Row row(
      List<Integer> group,
      List<Sequence> sequences,
      List<TreeBuilder.Branch> branches,
      int[] cuts) {
    List<Integer> ordered = group.stream().sorted(deepestFirst(sequences)).toList();
    TreeBuilder tree = new TreeBuilder(cuts);
    ordered.forEach(index -> tree.add(branches.get(index)));
    return new Row(ordered, tree.build());
  }
}
