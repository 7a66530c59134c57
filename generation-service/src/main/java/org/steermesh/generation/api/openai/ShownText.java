package org.steermesh.generation.api.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.steermesh.generation.api.openai.AnswerForm.ShownToken;
import org.steermesh.generation.v1.GeneratedToken;
import org.steermesh.generation.v1.GenerationInput;

/** One text on its way to its reader, after its input where that is echoed. */
final class ShownText {

  private final IntFunction<String> words;
  private final List<ShownToken> tokens = new ArrayList<>();
  private String echoed = "";
  private int characters;
  private boolean begun;

  /**
   * Before its first token.
   *
   * @param words the text of a token alone
   */
  ShownText(IntFunction<String> words) {
    this.words = words;
  }

  /** Takes the input. */
  void echo(GenerationInput input) {
    echoed = input.getText();
    for (int i = 0; i < input.getTokensCount(); i++) {
      add(input.getTokens(i), i > 0);
    }
    characters = echoed.length();
  }

  /** The text of the input; empty where it is not echoed. */
  String echoed() {
    return echoed;
  }

  /** Whether this is asked for the first time. */
  boolean begins() {
    boolean first = !begun;
    begun = true;
    return first;
  }

  /** Takes a generated token. */
  ShownToken add(GeneratedToken token) {
    return add(token, true);
  }

  private ShownToken add(GeneratedToken token, boolean follows) {
    ShownToken shown = new ShownToken(token, words.apply(token.getId()), characters, follows);
    tokens.add(shown);
    characters += token.getText().length();
    return shown;
  }

  /** All tokens so far, those of an echoed input first. */
  List<ShownToken> tokens() {
    return List.copyOf(tokens);
  }
}
