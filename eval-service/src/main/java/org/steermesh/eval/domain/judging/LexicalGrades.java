package org.steermesh.eval.domain.judging;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Grades by word lists: of the listed words in a text, the share of the positive ones. */
final class LexicalGrades {

  private final Pattern positive;
  private final Pattern negative;
  private final ReplyRule scale;

  LexicalGrades(Judge.Lexical judge) {
    this.positive = anyOf(judge.positive());
    this.negative = anyOf(judge.negative());
    this.scale = judge.reply();
  }

  /** The grade on the judge's scale; empty for a text without any listed word. */
  OptionalDouble grade(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    long shows = positive.matcher(lower).results().count();
    long opposes = negative.matcher(lower).results().count();
    if (shows + opposes == 0) {
      return OptionalDouble.empty();
    }
    double share = (double) shows / (shows + opposes);
    return OptionalDouble.of(scale.lowest() + share * (scale.highest() - scale.lowest()));
  }

  /** Longer ones first, so that "not good" is not taken for "good" of the same list. */
  private static Pattern anyOf(List<String> words) {
    String choices =
        words.stream()
            .map(word -> word.strip().toLowerCase(Locale.ROOT))
            .sorted((one, other) -> other.length() - one.length())
            .map(word -> Pattern.quote(word).replace(" ", "\\E\\s+\\Q"))
            .collect(Collectors.joining("|"));
    return Pattern.compile("(?<![\\p{L}\\p{N}])(?:" + choices + ")(?![\\p{L}\\p{N}])");
  }
}
