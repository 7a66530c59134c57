package org.steermesh.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.steermesh.engine.decoder.KeyValueCache;
import org.steermesh.engine.steering.InputDeeds;
import org.steermesh.engine.steering.InputPages;
import org.steermesh.engine.steering.SteeredRow;
import org.steermesh.engine.tokenizer.TokenSequence;
import org.steermesh.engine.torch.NativeValue;

/**
 * Keys and values of inputs that have run, for later inputs that begin the same and are steered the
 * same there: a tree of pages, of which the longest unused go first. It owns the native memory of
 * its pages; rows get copies. For one thread.
 */
final class PrefixCache implements AutoCloseable {

  private final long mostBytes;
  private final long pageBytes;
  private final InputDeeds deeds = new InputDeeds();
  private final Map<InputPages.Page, Node> first = new HashMap<>();

  /** Each comes after those that continue it, so that the first of all is continued by none. */
  private final LinkedHashSet<Node> longestUnusedFirst = new LinkedHashSet<>();

  private long bytes;

  /**
   * An empty cache.
   *
   * @param mostBytes of its pages
   * @param tokenBytes of the keys and values of one token
   */
  PrefixCache(long mostBytes, long tokenBytes) {
    this.mostBytes = mostBytes;
    this.pageBytes = tokenBytes * InputPages.TOKENS;
  }

  /** A page that is kept, behind the pages before it. */
  private static final class Node {
    private final @Nullable Node before;
    private final Kept kept;
    private final Map<InputPages.Page, Node> next = new HashMap<>();

    Node(@Nullable Node before, Kept kept) {
      this.before = before;
      this.kept = kept;
    }
  }

  /** What is kept of a page. */
  private record Kept(
      InputPages.Page page, NativeValue keysAndValues, List<float[]> measures, long bytes) {}

  /** The pages of an input, to be found here or kept. */
  InputPages pages(TokenSequence tokens, SteeredRow row) {
    return new InputPages(tokens, row, deeds);
  }

  /**
   * Begins an empty cache with the longest run of pages that are kept, and counts them as run.
   *
   * @param most so many pages at most
   * @return the tokens that need not run
   */
  int begin(InputPages input, KeyValueCache cache, int most) {
    List<Node> found = path(input, Math.min(most, input.count()));
    if (found.isEmpty()) {
      return 0;
    }
    cache.begin(found.stream().map(node -> node.kept.keysAndValues()).toList());
    for (int i = 0; i < found.size(); i++) {
      input.count(i, found.get(i).kept.measures());
    }
    touch(found);
    return found.size() * InputPages.TOKENS;
  }

  /** The pages of an input that are kept, from its beginning. */
  private List<Node> path(InputPages input, int most) {
    List<Node> path = new ArrayList<>();
    Map<InputPages.Page, Node> next = first;
    for (int i = 0; i < most; i++) {
      Node node = next.get(input.page(i));
      if (node == null) {
        break;
      }
      path.add(node);
      next = node.next;
    }
    return path;
  }

  private void touch(List<Node> path) {
    for (Node node : path.reversed()) {
      longestUnusedFirst.remove(node);
      longestUnusedFirst.add(node);
    }
  }

  /** Keeps the pages of an input that has run and whose edits are known to have gone well. */
  void keep(InputPages input, KeyValueCache cache) {
    List<Node> path = path(input, input.count());
    int known = path.size();
    List<Long> sizes =
        sizes(input, known, path.stream().mapToLong(node -> node.kept.bytes()).sum());
    if (!sizes.isEmpty()) {
      List<NativeValue> copies = cache.pages(known, sizes.size(), InputPages.TOKENS);
      for (int i = 0; i < copies.size(); i++) {
        Kept kept =
            new Kept(input.page(known + i), copies.get(i), input.measures(known + i), sizes.get(i));
        Node before = path.isEmpty() ? null : path.getLast();
        Node node = new Node(before, kept);
        siblings(before).put(kept.page(), node);
        bytes += kept.bytes();
        path.add(node);
      }
    }
    touch(path);
    while (bytes > mostBytes) {
      drop(longestUnusedFirst.getFirst());
    }
  }

  /** The sizes of the pages that are new, as long as all of the input fits. */
  private List<Long> sizes(InputPages input, int known, long knownBytes) {
    List<Long> sizes = new ArrayList<>();
    long[] keyBytes = input.keyBytes(known);
    long all = knownBytes;
    for (int i = 0; i < keyBytes.length; i++) {
      long size = pageBytes + keyBytes[i] + input.measureBytes(known + i);
      all += size;
      if (all > mostBytes) {
        break;
      }
      sizes.add(size);
    }
    return sizes;
  }

  private Map<InputPages.Page, Node> siblings(@Nullable Node before) {
    return before == null ? first : before.next;
  }

  private void drop(Node node) {
    longestUnusedFirst.remove(node);
    siblings(node.before).remove(node.kept.page());
    bytes -= node.kept.bytes();
    node.kept.keysAndValues().close();
  }

  /** Memory of what is kept. */
  long bytes() {
    return bytes;
  }

  @Override
  public void close() {
    longestUnusedFirst.forEach(node -> node.kept.keysAndValues().close());
    longestUnusedFirst.clear();
    first.clear();
    bytes = 0;
  }
}
