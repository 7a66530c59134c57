package org.steermesh.engine.tokenizer.jinja;

import java.util.List;

/** A parsed statement. */
sealed interface Statement {

  /** Text as it stands. */
  record Text(String text) implements Statement {}

  /** An expression whose text is put out. */
  record Output(Expression value) implements Statement {}

  /** The body of the first condition that holds, otherwise the last body. */
  record If(List<Expression> conditions, List<List<Statement>> bodies, List<Statement> otherwise)
      implements Statement {}

  /** A loop over the items that pass the condition; otherwise where there are none. */
  record For(
      List<String> names,
      Expression items,
      Expression condition,
      List<Statement> body,
      List<Statement> otherwise)
      implements Statement {}

  /** An assignment to names, or to one attribute of a namespace when attribute is not empty. */
  record Assign(List<String> names, String attribute, Expression value) implements Statement {}

  /** An assignment of the rendered body. */
  record Capture(String name, List<Statement> body) implements Statement {}

  /** A macro; a parameter without default has an undefined literal. */
  record Macro(
      String name, List<String> parameters, List<Expression> defaults, List<Statement> body)
      implements Statement {}

  /** Leaves the loop, or goes on with its next item. */
  record Jump(boolean isBreak) implements Statement {}

  /** A body rendered in place. */
  record Block(List<Statement> body) implements Statement {}
}
