package org.steermesh.engine.tokenizer.jinja;

import java.util.List;

/** A parsed expression. */
sealed interface Expression {

  /** A constant. */
  record Literal(Object value) implements Expression {}

  /** A variable. */
  record Name(String name) implements Expression {}

  /** A list or tuple. */
  record Sequence(List<Expression> items) implements Expression {}

  /** A dictionary; keys and values have the same length. */
  record Dictionary(List<Expression> keys, List<Expression> values) implements Expression {}

  /** A dotted name: a method first, then an item. */
  record Attribute(Expression target, String name) implements Expression {}

  /** A subscript. */
  record Item(Expression target, Expression index) implements Expression {}

  /** A range of a list or string; an absent border is a literal none. */
  record Slice(Expression target, Expression from, Expression to, Expression step)
      implements Expression {}

  /** A call of a function, macro or method. */
  record Call(Expression target, Inputs inputs) implements Expression {}

  /** A filter. */
  record Filter(Expression target, String name, Inputs inputs) implements Expression {}

  /** A test, as in {@code x is defined}. */
  record Test(Expression target, String name, Inputs inputs) implements Expression {}

  /** {@code not}. */
  record Not(Expression operand) implements Expression {}

  /** A sign. */
  record Negate(Expression operand) implements Expression {}

  /** Arithmetic and concatenation. */
  record Binary(String operator, Expression left, Expression right) implements Expression {}

  /** {@code and}, {@code or}: the value of the operand that decides. */
  record Logical(boolean isAnd, Expression left, Expression right) implements Expression {}

  /** A chain of comparisons: operators has one element less than operands. */
  record Comparison(List<String> operators, List<Expression> operands) implements Expression {}

  /** {@code a if condition else b}. */
  record Conditional(Expression condition, Expression yes, Expression no) implements Expression {}

  /**
   * What stands in the brackets of a call.
   *
   * @param positional in order
   * @param names of the named ones
   * @param named as many as names
   */
  record Inputs(List<Expression> positional, List<String> names, List<Expression> named) {
    static final Inputs NONE = new Inputs(List.of(), List.of(), List.of());
  }
}
