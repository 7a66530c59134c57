package org.steermesh.engine.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The texts of tokens as the tokenizer decodes them, each when it is first asked for. */
final class DecodedTokens implements TokenTexts {

  private static final Said NOTHING = new Said("", false, false);

  private final HuggingFaceTokenizer tokenizer;
  private final Vocabulary vocabulary;
  private final SpecialTokens special;
  private final OptionalInt letter;
  private final AtomicReferenceArray<@Nullable Said> known;

  DecodedTokens(HuggingFaceTokenizer tokenizer, Vocabulary vocabulary, SpecialTokens special) {
    this.tokenizer = tokenizer;
    this.vocabulary = vocabulary;
    this.special = special;
    this.letter = vocabulary.find("a");
    this.known = new AtomicReferenceArray<>(vocabulary.size());
  }

  @Override
  public Said of(int id) {
    if (id < 0 || id >= known.length()) {
      return NOTHING;
    }
    Said said = known.get(id);
    if (said == null) {
      String text = after(id, false);
      said =
          new Said(text, !text.isEmpty() && after(id, true).isEmpty(), special.ends().contains(id));
      known.set(id, said);
    }
    return said;
  }

  /** Behind a letter, since decoders treat the beginning of a text specially. */
  private String after(int id, boolean skipSpecial) {
    if (letter.isEmpty()) {
      return tokenizer.decode(new long[] {id}, skipSpecial);
    }
    String before = tokenizer.decode(new long[] {letter.getAsInt()}, skipSpecial);
    String all = tokenizer.decode(new long[] {letter.getAsInt(), id}, skipSpecial);
    return all.startsWith(before) ? all.substring(before.length()) : all;
  }

  @Override
  public boolean hasToken(String text) {
    return vocabulary.find(text).isPresent();
  }
}
