package org.steermesh.generation.api.openai;

import org.steermesh.engine.tokenizer.StreamDecoder;
import org.steermesh.engine.tokenizer.TextTokenizer;
import org.steermesh.generation.api.openai.AnswerForm.ShownToken;
import org.steermesh.generation.v1.GeneratedToken;

/** One text on its way to its reader, token by token. */
final class ShownText {

  private final TextTokenizer tokenizer;
  private final StreamDecoder decoder;
  private int characters;

  /** Before its first token. */
  ShownText(TextTokenizer tokenizer) {
    this.tokenizer = tokenizer;
    this.decoder = tokenizer.streamDecoder();
  }

  /** The next token; it stands behind all that is decoded before it, handed out or held back. */
  ShownToken next(GeneratedToken token) {
    ShownToken shown = new ShownToken(token, tokenizer.decodeNext(token.getId()), characters);
    String complete = decoder.append(token.getId());
    characters += complete.codePointCount(0, complete.length());
    return shown;
  }
}
