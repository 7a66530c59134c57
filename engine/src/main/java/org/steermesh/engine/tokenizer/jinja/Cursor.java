package org.steermesh.engine.tokenizer.jinja;

import java.util.List;
import org.steermesh.engine.EngineException;

/** A place in the tokens, shared by the two parsers. */
final class Cursor {

  /** Deepest nesting of brackets or statements in a template. */
  private static final int DEPTH = 60;

  private final List<Token> tokens;
  private int at;
  private int depth;

  Cursor(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(at);
  }

  Token next() {
    Token token = tokens.get(at);
    if (token.kind() != Token.Kind.END) {
      at++;
    }
    return token;
  }

  boolean takeOperator(String operator) {
    boolean found = peek().isOperator(operator);
    if (found) {
      at++;
    }
    return found;
  }

  boolean takeName(String name) {
    boolean found = peek().isName(name);
    if (found) {
      at++;
    }
    return found;
  }

  /** Whether two names follow one another here, as in {@code not in}. */
  boolean takeNames(String first, String second) {
    boolean found = peek().isName(first) && tokens.get(at + 1).isName(second);
    if (found) {
      at += 2;
    }
    return found;
  }

  /** Whether a name and an operator follow here, as in {@code x =}; takes neither. */
  boolean isNameThenOperator(String operator) {
    return peek().kind() == Token.Kind.NAME && tokens.get(at + 1).isOperator(operator);
  }

  void expectOperator(String operator) {
    if (!takeOperator(operator)) {
      throw unexpected("'" + operator + "'");
    }
  }

  String expect(Token.Kind kind) {
    if (peek().kind() != kind) {
      throw unexpected(kind.toString());
    }
    return next().text();
  }

  void enter() {
    depth++;
    if (depth > DEPTH) {
      throw invalid("brackets or statements nest more than " + DEPTH + " deep");
    }
  }

  void leave() {
    depth--;
  }

  EngineException unexpected(String wanted) {
    Token found = peek();
    String text = found.kind() == Token.Kind.END ? "the end" : "'" + found.text() + "'";
    return invalid("found " + text + " where " + wanted + " belongs");
  }

  EngineException invalid(String what) {
    return Refusal.invalid(peek().line(), what);
  }
}
