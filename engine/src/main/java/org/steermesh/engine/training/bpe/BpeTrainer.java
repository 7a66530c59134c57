package org.steermesh.engine.training.bpe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Learns a byte-level BPE (Sennrich et al. 2016; bytes as in GPT-2): repeatedly merges the most
 * frequent pair of adjacent pieces inside words. Equal corpora give equal tokenizers, since ties go
 * to the pair of the oldest pieces.
 */
public final class BpeTrainer {

  /**
   * What a word is. Letters run together; a digit or a punctuation mark is always alone, so that
   * the letter of "(A)" is one token; a newline is alone; one blank before a word belongs to it.
   */
  static final String WORD = " ?\\p{L}+| ?\\p{N}| ?[^\\s\\p{L}\\p{N}]|\\n|\\s+(?!\\S)|\\s+";

  /** A pair seen once teaches nothing. */
  private static final long LEAST_COUNT = 2;

  private static final Pattern WORDS = Pattern.compile(WORD, Pattern.UNICODE_CHARACTER_CLASS);

  private BpeTrainer() {}

  /**
   * Learns a tokenizer.
   *
   * @param texts the corpus; nothing is merged across two texts
   * @param vocabularySize most pieces: special tokens, 256 bytes, and as many merges as fit and as
   *     the corpus has pairs for
   * @throws IllegalArgumentException when not even the bytes fit
   */
  public static BpeTokenizer train(Iterable<String> texts, int vocabularySize) {
    int fixed = SpecialToken.values().length + 256;
    if (vocabularySize < fixed) {
      throw new IllegalArgumentException(
          "a vocabulary of " + vocabularySize + " pieces is too small; it needs at least " + fixed);
    }
    Words words = count(texts);
    List<String> pieces = alphabet();
    List<Merge> merges = new ArrayList<>();
    while (pieces.size() < vocabularySize) {
      Merge best = words.best(LEAST_COUNT);
      if (best.left() < 0) {
        break;
      }
      words.merge(best, pieces.size());
      merges.add(best);
      pieces.add(pieces.get(best.left()) + pieces.get(best.right()));
    }
    return new BpeTokenizer(pieces, merges);
  }

  private static List<String> alphabet() {
    List<String> pieces = new ArrayList<>();
    for (SpecialToken token : SpecialToken.values()) {
      pieces.add(token.text());
    }
    ByteAlphabet alphabet = new ByteAlphabet();
    for (int value = 0; value < 256; value++) {
      pieces.add(alphabet.letter(value));
    }
    return pieces;
  }

  private static Words count(Iterable<String> texts) {
    Map<String, Long> frequencies = new LinkedHashMap<>();
    for (String text : texts) {
      Matcher matcher = WORDS.matcher(text);
      while (matcher.find()) {
        frequencies.merge(matcher.group(), 1L, Long::sum);
      }
    }
    Words words = new Words();
    frequencies.forEach((word, frequency) -> words.add(pieces(word), frequency));
    words.countAll();
    return words;
  }

  private static int[] pieces(String word) {
    int[] pieces = ByteAlphabet.bytes(word);
    for (int i = 0; i < pieces.length; i++) {
      pieces[i] += SpecialToken.values().length;
    }
    return pieces;
  }
}
