package org.steermesh.engine;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Turns generated tokens into text as they come. Holds back characters whose bytes are not complete
 * and text that may turn out to be the beginning of a stop string.
 */
final class TextStream {

  private static final String INCOMPLETE = "\uFFFD";

  private final Function<int[], String> decode;
  private final List<String> stopStrings;
  private final StringBuilder text = new StringBuilder();
  private int[] ids = new int[16];
  private int count;
  private int shownFrom;
  private int shownTo;
  private int handedOver;
  private boolean stopped;

  TextStream(Function<int[], String> decode, List<String> stopStrings) {
    this.decode = decode;
    this.stopStrings = stopStrings.stream().filter(stop -> !stop.isEmpty()).toList();
  }

  /** Takes a token; afterwards {@link #stopped} says whether a stop string is complete. */
  void add(int id) {
    if (count == ids.length) {
      ids = Arrays.copyOf(ids, 2 * count);
    }
    ids[count++] = id;
    // Decoding with some tokens of context gives the spaces that a token alone would lose.
    String before = decode(shownFrom, shownTo);
    String with = decode(shownFrom, count);
    if (with.length() > before.length() && !with.endsWith(INCOMPLETE)) {
      append(with.substring(before.length()));
    }
  }

  private void append(String piece) {
    int scanFrom = handedOver;
    text.append(piece);
    shownFrom = shownTo;
    shownTo = count;
    int end =
        stopStrings.stream()
            .mapToInt(stop -> text.indexOf(stop, scanFrom))
            .filter(at -> at >= 0)
            .min()
            .orElse(-1);
    if (end >= 0) {
      text.setLength(end);
      stopped = true;
    }
  }

  /** Whether a stop string was generated; the text ends before it. */
  boolean stopped() {
    return stopped;
  }

  /** Text that is complete and was not handed over yet. */
  String ready() {
    return handOver(stopped ? text.length() : text.length() - heldBack());
  }

  /** All text that is left, complete or not; no more tokens follow. */
  String rest() {
    if (!stopped) {
      String before = decode(shownFrom, shownTo);
      String with = decode(shownFrom, count);
      if (with.length() > before.length()) {
        append(with.substring(before.length()));
      }
    }
    return handOver(text.length());
  }

  /** The whole text. */
  String text() {
    return text.toString();
  }

  private String handOver(int to) {
    String piece = text.substring(handedOver, Math.max(handedOver, to));
    handedOver = Math.max(handedOver, to);
    return piece;
  }

  /** Length of the longest end of the text that begins a stop string. */
  private int heldBack() {
    int longest = 0;
    for (String stop : stopStrings) {
      for (int length = Math.min(stop.length() - 1, text.length()); length > longest; length--) {
        if (stop.startsWith(text.substring(text.length() - length))) {
          longest = length;
        }
      }
    }
    return longest;
  }

  private String decode(int from, int to) {
    return from == to ? "" : decode.apply(Arrays.copyOfRange(ids, from, to));
  }
}
