package org.steermesh.generation.api.openai;

import java.util.ArrayList;
import java.util.List;
import org.steermesh.engine.tokenizer.StreamDecoder;
import org.steermesh.engine.tokenizer.TextTokenizer;
import org.steermesh.generation.api.openai.AnswerForm.ShownToken;
import org.steermesh.generation.v1.GeneratedToken;
import org.steermesh.generation.v1.GenerationInput;

/** One text on its way to its reader, token by token, after its input where that is echoed. */
final class ShownText {

  private final TextTokenizer tokenizer;
  private final StreamDecoder decoder;
  private final List<ShownToken> input = new ArrayList<>();
  private String echoed = "";
  private int characters;
  private boolean begun;

  /** Before its first token. */
  ShownText(TextTokenizer tokenizer) {
    this.tokenizer = tokenizer;
    this.decoder = tokenizer.streamDecoder();
  }

  /** Takes the input. */
  void echo(GenerationInput told) {
    echoed = told.getText();
    for (int i = 0; i < told.getTokensCount(); i++) {
      input.add(next(told.getTokens(i), i > 0));
    }
    characters = echoed.codePointCount(0, echoed.length());
  }

  /** The text of the input; empty where it is not echoed. */
  String echoed() {
    return echoed;
  }

  /** The tokens of an input that is echoed with its log-probabilities. */
  List<ShownToken> input() {
    return List.copyOf(input);
  }

  /** Whether this is asked for the first time. */
  boolean begins() {
    boolean first = !begun;
    begun = true;
    return first;
  }

  /** The next token; it stands behind all that is decoded before it, handed out or held back. */
  ShownToken next(GeneratedToken token) {
    return next(token, true);
  }

  private ShownToken next(GeneratedToken token, boolean follows) {
    ShownToken shown =
        new ShownToken(token, tokenizer.decodeNext(token.getId()), characters, follows);
    String complete = decoder.append(token.getId());
    characters += complete.codePointCount(0, complete.length());
    return shown;
  }
}
