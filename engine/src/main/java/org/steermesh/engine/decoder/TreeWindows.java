package org.steermesh.engine.decoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Lays out one window of trees after the other; slots go on counting. */
final class TreeWindows {

  private static final int OF_SLOT = 3;

  private final List<TokenTree> trees;
  private final boolean chains;

  /** Per tree its tokens by slot. */
  private final List<List<Integer>> slots = new ArrayList<>();

  /** Per tree and token the flat index in the present window. */
  private final List<int[]> flats = new ArrayList<>();

  TreeWindows(List<TokenTree> trees) {
    this.trees = trees;
    this.chains = trees.stream().allMatch(tree -> tree.size() == tree.depth());
    for (TokenTree tree : trees) {
      slots.add(new ArrayList<>());
      flats.add(new int[tree.size()]);
    }
  }

  /** The tokens of positions {@code from} to {@code to - 1}. */
  Window next(int from, int to) {
    List<int[]> rows = new ArrayList<>();
    for (TokenTree tree : trees) {
      rows.add(
          Arrays.stream(tree.inOrder())
              .filter(node -> tree.position(node) >= from && tree.position(node) < to)
              .toArray());
    }
    int columns = rows.stream().mapToInt(row -> row.length).max().orElse(0);
    Window.Tokens tokens = tokens(rows, columns);
    for (int row = 0; row < rows.size(); row++) {
      Arrays.stream(rows.get(row)).forEach(slots.get(row)::add);
    }
    int keys = slots.stream().mapToInt(List::size).max().orElse(0);
    long[] tree = chains ? new long[0] : tree(keys);
    Window.Shape shape = new Window.Shape(rows.size(), columns, keys, tree);
    return new Window(shape, tokens, starts(from), sequences(from, to));
  }

  /** The list of tokens: of all rows those that run from the start, then by where they join. */
  private Window.Tokens tokens(List<int[]> rows, int columns) {
    int count = rows.stream().mapToInt(row -> row.length).sum();
    long[] facts = new long[4 * count];
    int[] joins = new int[count];
    int[] ran = new int[rows.size()];
    List<Long> stages = new ArrayList<>();
    List<Long> sources = new ArrayList<>();
    int flat = 0;
    for (int join : joinsOf(rows)) {
      for (int row = 0; row < ran.length; row++) {
        TokenTree tree = trees.get(row);
        while (ran[row] < rows.get(row).length && tree.join(rows.get(row)[ran[row]]) == join) {
          int node = rows.get(row)[ran[row]];
          long slot = slots.get(row).size() + (long) ran[row];
          long place = (long) row * columns + ran[row];
          Window.set(facts, flat, tree.id(node), tree.position(node), slot, place);
          if (join > 0) {
            sources.add((long) flats.get(row)[tree.source(node)]);
          }
          joins[flat] = join;
          flats.get(row)[node] = flat++;
          ran[row]++;
        }
      }
      stages.addAll(List.of((long) join, (long) flat, (long) Arrays.stream(ran).max().orElse(0)));
    }
    return new Window.Tokens(
        facts, longs(stages), sources.isEmpty() ? new int[0] : joins, longs(sources));
  }

  /** Where tokens join, ascending; always from the start on. */
  private int[] joinsOf(List<int[]> rows) {
    return IntStream.concat(
            IntStream.of(0),
            IntStream.range(0, rows.size())
                .flatMap(row -> Arrays.stream(rows.get(row)).map(trees.get(row)::join)))
        .distinct()
        .sorted()
        .toArray();
  }

  /** Entry, exit and position of every slot; slots that hold nothing are never seen. */
  private long[] tree(int keys) {
    int size = trees.size() * keys;
    long[] facts = new long[OF_SLOT * size];
    Arrays.fill(facts, 0, size, Integer.MAX_VALUE);
    for (int row = 0; row < trees.size(); row++) {
      TokenTree tree = trees.get(row);
      List<Integer> nodes = slots.get(row);
      for (int slot = 0; slot < nodes.size(); slot++) {
        int at = row * keys + slot;
        facts[at] = tree.entry(nodes.get(slot));
        facts[size + at] = tree.exit(nodes.get(slot));
        facts[2 * size + at] = tree.position(nodes.get(slot));
      }
    }
    return facts;
  }

  /** Per sequence its first position here; its end where it has none left. */
  private int[] starts(int from) {
    return trees.stream()
        .flatMapToInt(tree ->
            IntStream.range(0, tree.sequences())
                .map(sequence -> Math.min(from, tree.path(sequence).length)))
        .toArray();
  }

  /** Per sequence the flat indices of its tokens here. */
  private int[][] sequences(int from, int to) {
    List<int[]> all = new ArrayList<>();
    for (int row = 0; row < trees.size(); row++) {
      int[] flat = flats.get(row);
      for (int sequence = 0; sequence < trees.get(row).sequences(); sequence++) {
        int[] path = trees.get(row).path(sequence);
        int first = Math.min(from, path.length);
        int last = Math.min(to, path.length);
        all.add(Arrays.stream(path, first, last).map(node -> flat[node]).toArray());
      }
    }
    return all.toArray(int[][]::new);
  }

  private static long[] longs(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }
}
