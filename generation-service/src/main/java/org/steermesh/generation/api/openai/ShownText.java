package org.steermesh.generation.api.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.steermesh.generation.api.openai.AnswerForm.ShownToken;
import org.steermesh.generation.v1.GeneratedToken;

/** One text on its way to its reader. */
final class ShownText {

  private final IntFunction<String> words;
  private final List<ShownToken> tokens = new ArrayList<>();
  private int characters;

  /**
   * Before its first token.
   *
   * @param words the text of a token alone
   */
  ShownText(IntFunction<String> words) {
    this.words = words;
  }

  boolean isBegun() {
    return !tokens.isEmpty();
  }

  ShownToken add(GeneratedToken token) {
    ShownToken shown = new ShownToken(token, words.apply(token.getId()), characters);
    tokens.add(shown);
    characters += token.getText().length();
    return shown;
  }

  List<ShownToken> tokens() {
    return List.copyOf(tokens);
  }
}
