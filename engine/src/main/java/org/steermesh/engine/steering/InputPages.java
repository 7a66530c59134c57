package org.steermesh.engine.steering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.steermesh.engine.tokenizer.TokenSequence;

/**
 * The input of a steered sequence, cut into pages of some tokens: what each of them is, and what
 * edits did to its tokens. Inputs whose pages are equal up to a page have the same keys and values
 * there. For one thread.
 */
public final class InputPages {

  /** Tokens of a page. */
  public static final int TOKENS = 16;

  private final SteeredRow row;
  private final List<Page> pages = new ArrayList<>();
  private final List<List<Touch>> touches = new ArrayList<>();

  /**
   * A page as it is found again.
   *
   * @param tokens its tokens, {@link #TOKENS} of them
   * @param deeds what is done to some of them, in order
   */
  public record Page(List<Integer> tokens, List<Deed> deeds) {

    /** Memory of the numbers that it is recognised by and no other page before it in its input. */
    long bytes(Set<InputDeed> before) {
      return deeds.stream().map(Deed::what).filter(before::add).mapToLong(InputDeed::bytes).sum();
    }
  }

  /**
   * What is done to tokens of a page.
   *
   * @param where they stand in the page
   */
  record Deed(InputDeed what, BitSet where) {}

  /**
   * An edit that touches a page.
   *
   * @param index of the edit
   * @param first how many tokens of the input it selects before the page
   * @param count how many of the page's
   */
  private record Touch(int index, int first, int count) {}

  /** One acting edit, on its way through the input. */
  private static final class Walk {
    private final ActingEdit acting;
    private final InputDeed deed;
    private int before;

    Walk(ActingEdit acting, InputDeed deed) {
      this.acting = acting;
      this.deed = deed;
    }
  }

  /**
   * The full pages of an input. What edits do to it is noted from now on.
   *
   * @param deeds of the pages that these are compared with
   */
  public InputPages(TokenSequence tokens, SteeredRow row, InputDeeds deeds) {
    this.row = row;
    int[] ids = tokens.ids();
    List<Walk> walks = new ArrayList<>();
    for (ActingEdit acting : row.resolved().acting()) {
      Edit edit = acting.edit();
      float strength = edit.strength() * edit.schedule().at(0, ids.length);
      if (strength != 0) {
        walks.add(new Walk(acting, deeds.one(InputDeed.of(edit, strength, walks.size()))));
        row.measured(acting.index()).noteInput();
      }
    }
    for (int start = 0; start + TOKENS <= ids.length; start += TOKENS) {
      add(ids, start, walks);
    }
  }

  private void add(int[] ids, int start, List<Walk> walks) {
    List<Deed> deeds = new ArrayList<>();
    List<Touch> touched = new ArrayList<>();
    for (Walk walk : walks) {
      BitSet where = new BitSet(TOKENS);
      for (int at = start; at < start + TOKENS; at++) {
        if (walk.acting.changes(at, ids[at], walk.acting.selected().spans())) {
          where.set(at - start);
        }
      }
      int count = where.cardinality();
      if (count > 0) {
        deeds.add(new Deed(walk.deed, where));
        touched.add(new Touch(walk.acting.index(), walk.before, count));
        walk.before += count;
      }
    }
    List<Integer> own = Arrays.stream(ids, start, start + TOKENS).boxed().toList();
    pages.add(new Page(own, List.copyOf(deeds)));
    touches.add(List.copyOf(touched));
  }

  /** How many full pages there are. */
  public int count() {
    return pages.size();
  }

  /** What a page is. */
  public Page page(int index) {
    return pages.get(index);
  }

  /**
   * Memory that pages are recognised by, each apart: an edit's numbers count for the first that has
   * it.
   *
   * @param from the first of them
   */
  public long[] keyBytes(int from) {
    Set<InputDeed> seen = new HashSet<>();
    long[] bytes = new long[pages.size() - from];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (long) TOKENS * Integer.BYTES + pages.get(from + i).bytes(seen);
    }
    return bytes;
  }

  /** Memory of what {@link #measures} tells. */
  public long measureBytes(int index) {
    long tokens = touches.get(index).stream().mapToLong(Touch::count).sum();
    return tokens * InputNotes.WIDTH * Float.BYTES;
  }

  /** What the edits did to a page that has run, one array per deed. */
  public List<float[]> measures(int index) {
    return touches.get(index).stream()
        .map(touch -> row.measured(touch.index()).noted(touch.first(), touch.count()))
        .toList();
  }

  /**
   * Counts a page as run that ran before, in another sequence; pages are counted in order.
   *
   * @param measures what {@link #measures} told there
   */
  public void count(int index, List<float[]> measures) {
    List<Touch> touched = touches.get(index);
    for (int i = 0; i < touched.size(); i++) {
      row.measured(touched.get(i).index()).again(measures.get(i));
    }
  }
}
