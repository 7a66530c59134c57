package org.steermesh.eval.domain.judging;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.Deflater;

/**
 * What texts are like: steering that is too strong makes them loop, and looping texts may still
 * please a judge.
 *
 * @param count of the texts
 * @param meanTokens generated
 * @param distinct different n-grams of words over n-grams, over the texts together, for n = 1, 2,
 *     3; NaN without n-grams
 * @param repeatedSpan mean share of a text's words in its longest run that is there twice
 * @param compressionRatio mean; NaN where every text is too short to tell
 * @param repetitive texts at or over a limit
 */
public record TextFacts(
    int count,
    double meanTokens,
    List<Double> distinct,
    double repeatedSpan,
    double compressionRatio,
    int repetitive) {

  private static final int SHORTEST_BYTES = 64;
  private static final int MOST_WORDS = 3000;

  /**
   * When a text is repetitive.
   *
   * @param compressionRatio from which on
   * @param repeatedSpan from which on
   */
  public record Limits(double compressionRatio, double repeatedSpan) {}

  /** Measures texts. */
  public static TextFacts of(List<String> texts, List<Integer> tokens, Limits limits) {
    double spans = 0;
    double ratios = 0;
    int measured = 0;
    int repetitive = 0;
    for (String text : texts) {
      double span = repeatedSpan(words(text));
      double ratio = compressionRatio(text);
      spans += span;
      if (!Double.isNaN(ratio)) {
        ratios += ratio;
        measured++;
      }
      repetitive += span >= limits.repeatedSpan() || ratio >= limits.compressionRatio() ? 1 : 0;
    }
    return new TextFacts(
        texts.size(),
        tokens.stream().mapToInt(Integer::intValue).average().orElse(Double.NaN),
        List.of(distinct(texts, 1), distinct(texts, 2), distinct(texts, 3)),
        texts.isEmpty() ? Double.NaN : spans / texts.size(),
        measured == 0 ? Double.NaN : ratios / measured,
        repetitive);
  }

  private static String[] words(String text) {
    return text.isBlank() ? new String[0] : text.strip().split("\\s+");
  }

  /** Different n-grams over n-grams. */
  static double distinct(List<String> texts, int n) {
    Set<List<String>> different = new HashSet<>();
    int all = 0;
    for (String text : texts) {
      List<String> words = Arrays.asList(words(text));
      for (int i = 0; i + n <= words.size(); i++) {
        different.add(words.subList(i, i + n));
        all++;
      }
    }
    return all == 0 ? Double.NaN : (double) different.size() / all;
  }

  /**
   * Share of the words in the longest run that begins at two places; the two may overlap, so that a
   * text that says one word for ever comes near 1.
   */
  static double repeatedSpan(String[] all) {
    String[] words = all.length > MOST_WORDS ? Arrays.copyOf(all, MOST_WORDS) : all;
    int longest = 0;
    int[] below = new int[words.length + 1];
    for (int i = words.length - 1; i >= 0; i--) {
      int[] here = new int[words.length + 1];
      for (int j = words.length - 1; j > i; j--) {
        here[j] = words[i].equals(words[j]) ? below[j + 1] + 1 : 0;
        longest = Math.max(longest, here[j]);
      }
      below = here;
    }
    return words.length == 0 ? 0 : (double) longest / words.length;
  }

  /** Bytes over deflated bytes; NaN for a text too short to tell. */
  static double compressionRatio(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length < SHORTEST_BYTES) {
      return Double.NaN;
    }
    try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true)) {
      deflater.setInput(bytes);
      deflater.finish();
      byte[] buffer = new byte[8192];
      while (!deflater.finished()) {
        deflater.deflate(buffer);
      }
      return (double) bytes.length / deflater.getBytesWritten();
    }
  }
}
