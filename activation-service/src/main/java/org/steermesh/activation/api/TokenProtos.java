package org.steermesh.activation.api;

import org.steermesh.activation.v1.Token;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.tokenizer.TokenSequence;

/** Tokens in the contract's words. */
final class TokenProtos {

  private TokenProtos() {}

  static Token token(LanguageModel model, TokenSequence tokens, int position) {
    return Token.newBuilder()
        .setId(tokens.ids()[position])
        .setPiece(model.tokenizer().piece(tokens.ids()[position]))
        .setStart(tokens.starts()[position])
        .setEnd(tokens.ends()[position])
        .build();
  }
}
