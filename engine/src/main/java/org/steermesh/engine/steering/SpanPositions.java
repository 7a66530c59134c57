package org.steermesh.engine.steering;

import java.util.BitSet;
import java.util.List;
import org.steermesh.engine.tokenizer.TokenTexts;

/** Which tokens of a sequence are inside stretches of text, as far as it is known. */
public final class SpanPositions {

  /** No stretch is looked for. */
  static final SpanPositions NONE = new SpanPositions(List.of(), TokenTexts.UNKNOWN);

  private final List<SpanReader> readers;
  private final TokenTexts texts;
  private final BitSet inside = new BitSet();
  private int known;

  private SpanPositions(List<SpanReader> readers, TokenTexts texts) {
    this.readers = readers;
    this.texts = texts;
  }

  /** Of a sequence that begins with these tokens. */
  static SpanPositions of(List<Span> spans, int[] ids, TokenTexts texts) {
    if (spans.isEmpty()) {
      return NONE;
    }
    List<SpanReader> readers = spans.stream().map(span -> SpanReader.of(span, texts)).toList();
    return new SpanPositions(readers, texts).read(ids);
  }

  /** The same, from here on apart. */
  SpanPositions copy() {
    if (readers.isEmpty()) {
      return this;
    }
    SpanPositions copy = new SpanPositions(readers.stream().map(SpanReader::copy).toList(), texts);
    copy.inside.or(inside);
    copy.known = known;
    return copy;
  }

  /** The same, for a sequence of which these are the tokens up to now. */
  SpanPositions over(int[] ids) {
    return copy().read(ids);
  }

  private SpanPositions read(int[] ids) {
    for (int position = known; position < ids.length; position++) {
      read(position, ids[position]);
    }
    return this;
  }

  /** Takes a token, unless it has been taken; positions come in order. */
  void read(int position, int id) {
    if (readers.isEmpty() || position < known) {
      return;
    }
    if (position > known) {
      throw new IllegalStateException("token " + position + " comes before token " + known);
    }
    TokenTexts.Said said = texts.of(id);
    for (SpanReader reader : readers) {
      if (reader.read(said)) {
        inside.set(position);
      }
    }
    known++;
  }

  /** Whether a token that was taken is inside. */
  boolean inside(int position) {
    return inside.get(position);
  }
}
