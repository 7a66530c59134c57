package org.steermesh.engine.tokenizer.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.steermesh.engine.tokenizer.jinja.Expression.Literal;

/** Statements. Anything that reads another file is not known here, and so refused. */
final class StatementParser {

  private final Cursor cursor;
  private final ExpressionParser expressions;
  private int loops;

  StatementParser(List<Token> tokens) {
    cursor = new Cursor(tokens);
    expressions = new ExpressionParser(cursor);
  }

  /** The whole template. */
  List<Statement> template() {
    List<Statement> statements = body(Set.of());
    if (cursor.peek().kind() != Token.Kind.END) {
      throw cursor.invalid("'" + cursor.peek().text() + "' closes nothing");
    }
    return statements;
  }

  /** Statements up to a tag of one of these names, which is left with its name as next token. */
  private List<Statement> body(Set<String> ends) {
    cursor.enter();
    List<Statement> statements = new ArrayList<>();
    while (cursor.peek().kind() != Token.Kind.END) {
      Token token = cursor.next();
      switch (token.kind()) {
        case TEXT -> statements.add(new Statement.Text(token.text()));
        case OUTPUT_BEGIN -> {
          statements.add(new Statement.Output(expressions.tuple()));
          cursor.expect(Token.Kind.OUTPUT_END);
        }
        default -> {
          String name = cursor.peek().text();
          if (ends.contains(name)) {
            cursor.leave();
            return statements;
          }
          statements.add(statement(cursor.expect(Token.Kind.NAME)));
        }
      }
    }
    if (!ends.isEmpty()) {
      throw cursor.invalid("a tag is missing: " + String.join(" or ", ends));
    }
    cursor.leave();
    return statements;
  }

  private Statement statement(String name) {
    return switch (name) {
      case "if" -> condition();
      case "for" -> loop();
      case "set" -> assignment();
      case "macro" -> macro();
      case "break", "continue" -> jump(name);
      // Hugging Face marks the assistant's words with it for training; here it changes nothing.
      case "generation" -> {
        endTag();
        yield new Statement.Block(bodyThenEnd("endgeneration"));
      }
      default ->
          throw cursor.invalid(
              "the tag '"
                  + name
                  + "' is not allowed; allowed are if, for, set, macro, break, continue, generation"
                  + " and raw");
    };
  }

  private void endTag() {
    cursor.expect(Token.Kind.STATEMENT_END);
  }

  private List<Statement> bodyThenEnd(String end) {
    List<Statement> body = body(Set.of(end));
    cursor.next();
    if (cursor.peek().kind() == Token.Kind.NAME) {
      cursor.next();
    }
    endTag();
    return body;
  }

  private Statement condition() {
    List<Expression> conditions = new ArrayList<>();
    List<List<Statement>> bodies = new ArrayList<>();
    List<Statement> otherwise = List.of();
    do {
      conditions.add(expressions.tuple());
      endTag();
      bodies.add(body(Set.of("elif", "else", "endif")));
    } while (cursor.takeName("elif"));
    if (cursor.takeName("else")) {
      endTag();
      otherwise = body(Set.of("endif"));
    }
    cursor.next();
    endTag();
    return new Statement.If(conditions, bodies, otherwise);
  }

  private Statement loop() {
    List<String> names = names();
    if (!cursor.takeName("in")) {
      throw cursor.unexpected("'in'");
    }
    Expression items = expressions.or();
    Expression condition = cursor.takeName("if") ? expressions.expression() : new Literal(true);
    if (cursor.peek().isName("recursive")) {
      throw cursor.invalid("recursive loops are not supported");
    }
    endTag();
    loops++;
    List<Statement> body = body(Set.of("else", "endfor"));
    loops--;
    List<Statement> otherwise = List.of();
    if (cursor.takeName("else")) {
      endTag();
      otherwise = body(Set.of("endfor"));
    }
    cursor.next();
    endTag();
    return new Statement.For(names, items, condition, body, otherwise);
  }

  private List<String> names() {
    boolean bracket = cursor.takeOperator("(");
    List<String> names = new ArrayList<>();
    do {
      names.add(cursor.expect(Token.Kind.NAME));
    } while (cursor.takeOperator(","));
    if (bracket) {
      cursor.expectOperator(")");
    }
    return names;
  }

  private Statement assignment() {
    List<String> names = names();
    if (names.size() == 1 && cursor.takeOperator(".")) {
      String attribute = cursor.expect(Token.Kind.NAME);
      return assigned(names, attribute);
    }
    if (names.size() == 1 && cursor.peek().kind() == Token.Kind.STATEMENT_END) {
      endTag();
      return new Statement.Capture(names.getFirst(), bodyThenEnd("endset"));
    }
    return assigned(names, "");
  }

  private Statement assigned(List<String> names, String attribute) {
    cursor.expectOperator("=");
    Expression value = expressions.tuple();
    endTag();
    return new Statement.Assign(names, attribute, value);
  }

  private Statement macro() {
    String name = cursor.expect(Token.Kind.NAME);
    cursor.expectOperator("(");
    List<String> parameters = new ArrayList<>();
    List<Expression> defaults = new ArrayList<>();
    while (!cursor.takeOperator(")")) {
      if (!parameters.isEmpty()) {
        cursor.expectOperator(",");
      }
      parameters.add(cursor.expect(Token.Kind.NAME));
      defaults.add(
          cursor.takeOperator("=") ? expressions.expression() : new Literal(Absent.UNDEFINED));
    }
    endTag();
    int outer = loops;
    loops = 0;
    List<Statement> body = bodyThenEnd("endmacro");
    loops = outer;
    return new Statement.Macro(name, parameters, defaults, body);
  }

  private Statement jump(String name) {
    if (loops == 0) {
      throw cursor.invalid("'" + name + "' stands outside of a loop");
    }
    endTag();
    return new Statement.Jump(name.equals("break"));
  }
}
