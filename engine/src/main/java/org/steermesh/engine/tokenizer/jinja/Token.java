package org.steermesh.engine.tokenizer.jinja;

/**
 * One token of a template.
 *
 * @param kind what it is
 * @param text template text, name, digits, unescaped string, or operator
 * @param line counted from 1
 */
record Token(Kind kind, String text, int line) {

  /** What a token is. */
  enum Kind {
    /** Text outside of tags. */
    TEXT,
    /** The opening of an expression tag. */
    OUTPUT_BEGIN,
    /** The end of an expression tag. */
    OUTPUT_END,
    /** The opening of a statement tag. */
    STATEMENT_BEGIN,
    /** The end of a statement tag. */
    STATEMENT_END,
    /** An identifier or keyword. */
    NAME,
    /** A string literal. */
    STRING,
    /** A whole number. */
    INTEGER,
    /** A number with a fraction or exponent. */
    FLOAT,
    /** Punctuation. */
    OPERATOR,
    /** The end of the template. */
    END
  }

  /** Whether this is the given operator. */
  boolean isOperator(String operator) {
    return kind == Kind.OPERATOR && text.equals(operator);
  }

  /** Whether this is the given name. */
  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }
}
