package org.steermesh.engine.steering;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.tokenizer.TokenSequence;
import org.steermesh.engine.tokenizer.TokenTexts;

/** Turns position rules into positions of one sequence. */
public final class PositionSelector {

  private PositionSelector() {}

  /**
   * Resolves a rule.
   *
   * @param texts of the model's tokens; asked only where stretches of text are excluded
   * @throws EngineException when the rule finds nothing to hold on to: no answer letter, no marker,
   *     a listed position before the first token
   */
  public static SelectedPositions resolve(
      Positions positions, TokenSequence tokens, TokenTexts texts) {
    int length = tokens.length();
    int prompt = tokens.promptLength();
    BitSet listed = new BitSet(length);
    boolean generated = false;
    switch (positions.rule()) {
      case ALL -> generated = from(listed, 0, length);
      case ALL_BUT_BOS -> generated = from(listed, tokens.startsWithBos() ? 1 : 0, length);
      case LAST_OF_PROMPT -> listed.set(prompt - 1);
      case FROM_LAST_OF_PROMPT -> generated = from(listed, prompt - 1, length);
      case LAST_OF_INPUT -> listed.set(length - 1);
      case ANSWER_LETTER -> listed.set(answerLetter(tokens));
      case FROM_MARKER -> generated = from(listed, marker(tokens, positions.marker()), length);
      case GENERATED_ONLY -> generated = true;
      case PROMPT_ONLY -> listed.set(0, prompt);
      case INDICES -> indices(listed, positions, length);
    }
    SpanPositions spans = SpanPositions.of(positions.excludedSpans(), tokens.ids(), texts);
    BitSet chosen = new BitSet(length);
    for (int at = listed.nextSetBit(0); at >= 0 && at < length; at = listed.nextSetBit(at + 1)) {
      chosen.set(at, !positions.excludedTokens().contains(tokens.ids()[at]) && !spans.inside(at));
    }
    return new SelectedPositions(
        listed, chosen, length, generated, positions.excludedTokens(), spans);
  }

  private static boolean from(BitSet listed, int first, int length) {
    listed.set(first, Math.max(first, length));
    return true;
  }

  private static void indices(BitSet listed, Positions positions, int length) {
    for (int index : positions.indices()) {
      int position = index < 0 ? length + index : index;
      if (position < 0) {
        throw notFound(
            "position " + index + " counts from the end of an input of only " + length + " tokens");
      }
      listed.set(position);
    }
  }

  /** The token that holds the first capital letter with no letter or digit on either side. */
  private static int answerLetter(TokenSequence tokens) {
    byte[] text = tokens.text().getBytes(StandardCharsets.UTF_8);
    int first = tokens.promptLength();
    if (first == tokens.length() || tokens.starts()[first] < 0) {
      throw notFound("the completion has no text to look for an answer letter in");
    }
    for (int at = tokens.starts()[first]; at < text.length; at++) {
      if (isCapital(text[at]) && !isWordByte(text, at - 1) && !isWordByte(text, at + 1)) {
        return tokenAt(tokens, at, first);
      }
    }
    throw notFound(
        "the completion holds no capital letter that stands alone, as in (B): '"
            + shortened(new String(text, StandardCharsets.UTF_8))
            + "'");
  }

  private static int marker(TokenSequence tokens, String marker) {
    if (marker.isEmpty()) {
      throw notFound("the marker text is empty");
    }
    int character = tokens.text().lastIndexOf(marker);
    if (character < 0) {
      throw notFound("the marker '" + shortened(marker) + "' is not in the text of the input");
    }
    int at = tokens.text().substring(0, character).getBytes(StandardCharsets.UTF_8).length;
    return tokenAt(tokens, at, 0);
  }

  /** The first token from {@code first} on that holds the byte. */
  private static int tokenAt(TokenSequence tokens, int at, int first) {
    for (int i = first; i < tokens.length(); i++) {
      if (tokens.starts()[i] >= 0 && tokens.ends()[i] > at) {
        return i;
      }
    }
    throw notFound("no token of the input holds byte " + at + " of its text");
  }

  private static boolean isCapital(byte c) {
    return c >= 'A' && c <= 'Z';
  }

  /** Whether a letter or digit, or part of a character beyond ASCII, stands at a place. */
  private static boolean isWordByte(byte[] text, int at) {
    if (at < 0 || at >= text.length) {
      return false;
    }
    byte c = text[at];
    return isCapital(c) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c < 0;
  }

  private static String shortened(String text) {
    return text.length() > 120 ? "..." + text.substring(text.length() - 120) : text;
  }

  private static EngineException notFound(String message) {
    return new EngineException(EngineReason.POSITION_NOT_FOUND, message);
  }
}
