package org.steermesh.engine.training.lora;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.tokenizer.TextTokenizer;
import org.steermesh.engine.tokenizer.TokenSequence;
import org.steermesh.engine.training.TrainingException;

/** Labelled texts of one part, as tokens. */
final class Examples {

  private final List<Example> all;
  private final String digest;

  private Examples(List<Example> all, String digest) {
    this.all = all;
    this.digest = digest;
  }

  /**
   * Tokenises.
   *
   * @param limit most tokens of prompt and completion
   * @throws TrainingException when a text is too long, has nothing to learn, or offers choices that
   *     are not one token each; it names the place
   */
  static Examples of(List<LabelledText> texts, TextTokenizer tokenizer, int limit) {
    List<Example> all = new ArrayList<>();
    MessageDigest sha = sha256();
    for (LabelledText text : texts) {
      Example example = example(text, tokenizer, limit);
      all.add(example);
      String line =
          Arrays.toString(example.ids())
              + example.promptLength()
              + Arrays.toString(example.choices());
      sha.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return new Examples(List.copyOf(all), HexFormat.of().formatHex(sha.digest()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static Example example(LabelledText text, TextTokenizer tokenizer, int limit) {
    if (text.choices().isEmpty()) {
      TokenSequence tokens = encode(text, text.completion(), tokenizer);
      if (tokens.promptLength() == tokens.length()) {
        throw refuse(text, "the completion has no token; there is nothing to learn");
      }
      checkLength(text, tokens.length(), limit);
      return new Example(tokens.ids(), tokens.promptLength(), new int[0], -1);
    }
    return multipleChoice(text, tokenizer, limit);
  }

  private static void checkLength(LabelledText text, int tokens, int limit) {
    if (tokens > limit) {
      throw refuse(text, "it has " + tokens + " tokens; at most " + limit + " fit");
    }
  }

  private static Example multipleChoice(LabelledText text, TextTokenizer tokenizer, int limit) {
    int[] prompt = encode(text, "", tokenizer).ids();
    checkLength(text, prompt.length + 1, limit);
    int gold = text.choices().indexOf(text.completion());
    if (gold < 0) {
      throw refuse(
          text,
          "the answer '%s' is none of the choices %s".formatted(text.completion(), text.choices()));
    }
    int[] choices = new int[text.choices().size()];
    for (int i = 0; i < choices.length; i++) {
      choices[i] = single(text, text.choices().get(i), tokenizer);
    }
    if (Arrays.stream(choices).distinct().count() < Math.max(2, choices.length)) {
      throw refuse(text, "the choices " + text.choices() + " are not two different ones or more");
    }
    int[] ids = Arrays.copyOf(prompt, prompt.length + 1);
    ids[prompt.length] = choices[gold];
    return new Example(ids, prompt.length, choices, gold);
  }

  private static TokenSequence encode(
      LabelledText text, String completion, TextTokenizer tokenizer) {
    try {
      return tokenizer.encode(text.prompt(), completion);
    } catch (EngineException | IllegalArgumentException e) {
      throw new TrainingException(text.place() + ": " + e.getMessage(), e);
    }
  }

  /** A bare letter as the vocabulary spells it: some tokenizers put a space before every text. */
  private static int single(LabelledText text, String choice, TextTokenizer tokenizer) {
    OptionalInt entry = tokenizer.idOf(choice);
    if (entry.isPresent()) {
      return entry.getAsInt();
    }
    int[] ids = tokenizer.encodePiece(choice);
    if (ids.length != 1) {
      throw refuse(
          text,
          "the choice '%s' is %d tokens of this model; choices are single tokens, such as bare letters"
              .formatted(choice, ids.length));
    }
    return ids[0];
  }

  private static TrainingException refuse(LabelledText text, String why) {
    return new TrainingException(text.place() + ": " + why);
  }

  List<Example> all() {
    return all;
  }

  /** SHA-256 (hex) over all tokens. */
  String digest() {
    return digest;
  }
}
