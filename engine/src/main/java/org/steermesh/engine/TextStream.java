package org.steermesh.engine;

import java.util.List;
import org.steermesh.engine.tokenizer.StreamDecoder;

/**
 * The text of a generation as it grows. Holds back characters whose bytes are not complete and text
 * that may turn out to begin a stop string, on whichever token borders it falls.
 */
final class TextStream {

  private final StreamDecoder decoder;
  private final List<String> stopStrings;
  private final StringBuilder text = new StringBuilder();
  private int handedOver;
  private boolean stopped;

  TextStream(StreamDecoder decoder, List<String> stopStrings) {
    this.decoder = decoder;
    this.stopStrings = stopStrings.stream().filter(stop -> !stop.isEmpty()).toList();
  }

  /** Takes a token; afterwards {@link #stopped} says whether a stop string is complete. */
  void add(int id) {
    append(decoder.append(id));
  }

  /** Whether a stop string was generated; the text ends before the first one. */
  boolean stopped() {
    return stopped;
  }

  /** Text that is final and was not handed over yet. */
  String ready() {
    return handOver(stopped ? text.length() : text.length() - heldBack());
  }

  /** All text that is left; no more tokens follow. */
  String rest() {
    if (!stopped) {
      append(decoder.flush());
    }
    return handOver(text.length());
  }

  /** The whole text. */
  String text() {
    return text.toString();
  }

  private void append(String piece) {
    text.append(piece);
    int end = -1;
    for (String stop : stopStrings) {
      // Nothing that was handed over begins a stop string, so the search may start there.
      int at = text.indexOf(stop, handedOver);
      end = at >= 0 && (end < 0 || at < end) ? at : end;
    }
    if (end >= 0) {
      text.setLength(end);
      stopped = true;
    }
  }

  private String handOver(int to) {
    String piece = text.substring(handedOver, to);
    handedOver = to;
    return piece;
  }

  /** Length of the longest end of the text, not handed over yet, that begins a stop string. */
  private int heldBack() {
    int longest = 0;
    for (String stop : stopStrings) {
      int most = Math.min(stop.length() - 1, text.length() - handedOver);
      for (int length = most; length > longest; length--) {
        if (stop.startsWith(text.substring(text.length() - length))) {
          longest = length;
        }
      }
    }
    return longest;
  }
}
