package org.steermesh.engine.tokenizer.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.steermesh.engine.tokenizer.jinja.Expression.Inputs;
import org.steermesh.engine.tokenizer.jinja.Expression.Literal;

/** Expressions, with Jinja's precedence: a filter binds tighter than any operator but a sign. */
final class ExpressionParser {

  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
  private static final Literal NONE = new Literal(Absent.NONE);

  private final Cursor cursor;
  private boolean lastItemHadComma;

  ExpressionParser(Cursor cursor) {
    this.cursor = cursor;
  }

  /** An expression, or a tuple of several separated by commas. */
  Expression tuple() {
    Expression first = expression();
    if (!cursor.peek().isOperator(",")) {
      return first;
    }
    List<Expression> items = new ArrayList<>(List.of(first));
    while (cursor.takeOperator(",") && cursor.peek().kind() != Token.Kind.STATEMENT_END) {
      items.add(expression());
    }
    return new Expression.Sequence(items);
  }

  Expression expression() {
    cursor.enter();
    Expression value = or();
    while (cursor.takeName("if")) {
      Expression condition = or();
      Expression no = cursor.takeName("else") ? expression() : new Literal(Absent.UNDEFINED);
      value = new Expression.Conditional(condition, value, no);
    }
    cursor.leave();
    return value;
  }

  /** An expression that leaves {@code if} to the caller, as the items of a loop do. */
  Expression or() {
    Expression left = and();
    while (cursor.takeName("or")) {
      left = new Expression.Logical(false, left, and());
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (cursor.takeName("and")) {
      left = new Expression.Logical(true, left, not());
    }
    return left;
  }

  private Expression not() {
    if (!cursor.peek().isName("not")) {
      return comparison();
    }
    cursor.enter();
    cursor.next();
    Expression value = new Expression.Not(not());
    cursor.leave();
    return value;
  }

  private Expression comparison() {
    List<Expression> operands = new ArrayList<>(List.of(sum()));
    List<String> operators = new ArrayList<>();
    while (true) {
      if (cursor.peek().kind() == Token.Kind.OPERATOR
          && COMPARISONS.contains(cursor.peek().text())) {
        operators.add(cursor.next().text());
      } else if (cursor.takeName("in")) {
        operators.add("in");
      } else if (cursor.takeNames("not", "in")) {
        operators.add("not in");
      } else {
        return operators.isEmpty()
            ? operands.getFirst()
            : new Expression.Comparison(operators, operands);
      }
      operands.add(sum());
    }
  }

  private Expression sum() {
    Expression left = concatenation();
    while (cursor.peek().isOperator("+") || cursor.peek().isOperator("-")) {
      left = new Expression.Binary(cursor.next().text(), left, concatenation());
    }
    return left;
  }

  private Expression concatenation() {
    Expression left = product();
    while (cursor.takeOperator("~")) {
      left = new Expression.Binary("~", left, product());
    }
    return left;
  }

  private Expression product() {
    Expression left = power();
    while (cursor.peek().kind() == Token.Kind.OPERATOR
        && Set.of("*", "/", "//", "%").contains(cursor.peek().text())) {
      left = new Expression.Binary(cursor.next().text(), left, power());
    }
    return left;
  }

  private Expression power() {
    Expression left = unary();
    while (cursor.takeOperator("**")) {
      left = new Expression.Binary("**", left, unary());
    }
    return left;
  }

  private Expression unary() {
    return filters(signed());
  }

  private Expression signed() {
    boolean minus = cursor.peek().isOperator("-");
    if (!minus && !cursor.peek().isOperator("+")) {
      return postfix(primary());
    }
    cursor.enter();
    cursor.next();
    Expression operand = signed();
    cursor.leave();
    return minus ? new Expression.Negate(operand) : operand;
  }

  private Expression primary() {
    Token token = cursor.next();
    return switch (token.kind()) {
      case NAME -> name(token.text());
      case STRING -> {
        StringBuilder text = new StringBuilder(token.text());
        while (cursor.peek().kind() == Token.Kind.STRING) {
          text.append(cursor.next().text());
        }
        yield new Literal(text.toString());
      }
      case INTEGER -> new Literal(integer(token.text()));
      case FLOAT -> new Literal(Double.valueOf(token.text()));
      case OPERATOR -> bracket(token.text());
      default -> throw cursor.invalid("an expression is missing");
    };
  }

  private static Expression name(String name) {
    return switch (name) {
      case "true", "True" -> new Literal(true);
      case "false", "False" -> new Literal(false);
      case "none", "None" -> NONE;
      default -> new Expression.Name(name);
    };
  }

  private Long integer(String digits) {
    BigInteger value = new BigInteger(digits);
    if (value.bitLength() > 63) {
      throw cursor.invalid("a number of " + digits.length() + " digits needs more than 64 bits");
    }
    return value.longValue();
  }

  private Expression bracket(String open) {
    return switch (open) {
      case "(" -> {
        List<Expression> items = items(")");
        yield items.size() == 1 && !lastItemHadComma
            ? items.getFirst()
            : new Expression.Sequence(items);
      }
      case "[" -> new Expression.Sequence(items("]"));
      case "{" -> dictionary();
      default -> throw cursor.invalid("'" + open + "' does not begin an expression");
    };
  }

  private List<Expression> items(String close) {
    List<Expression> items = new ArrayList<>();
    boolean comma = false;
    while (!cursor.takeOperator(close)) {
      if (!items.isEmpty() && !comma) {
        throw cursor.unexpected("',' or '" + close + "'");
      }
      items.add(expression());
      comma = cursor.takeOperator(",");
    }
    lastItemHadComma = comma;
    return items;
  }

  private Expression dictionary() {
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    boolean comma = true;
    while (!cursor.takeOperator("}")) {
      if (!comma) {
        throw cursor.unexpected("',' or '}'");
      }
      keys.add(expression());
      cursor.expectOperator(":");
      values.add(expression());
      comma = cursor.takeOperator(",");
    }
    return new Expression.Dictionary(keys, values);
  }

  private Expression postfix(Expression target) {
    Expression value = target;
    while (true) {
      if (cursor.takeOperator(".")) {
        value =
            cursor.peek().kind() == Token.Kind.INTEGER
                ? new Expression.Item(value, new Literal(integer(cursor.next().text())))
                : new Expression.Attribute(value, cursor.expect(Token.Kind.NAME));
      } else if (cursor.takeOperator("[")) {
        value = subscript(value);
      } else if (cursor.peek().isOperator("(")) {
        value = new Expression.Call(value, inputs());
      } else {
        return value;
      }
    }
  }

  private Expression subscript(Expression target) {
    Expression from = cursor.peek().isOperator(":") ? NONE : expression();
    if (cursor.takeOperator("]")) {
      return new Expression.Item(target, from);
    }
    cursor.expectOperator(":");
    Expression to = border();
    Expression step = cursor.takeOperator(":") ? border() : NONE;
    cursor.expectOperator("]");
    return new Expression.Slice(target, from, to, step);
  }

  private Expression border() {
    return cursor.peek().isOperator(":") || cursor.peek().isOperator("]") ? NONE : expression();
  }

  private Inputs inputs() {
    cursor.expectOperator("(");
    List<Expression> positional = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<Expression> named = new ArrayList<>();
    boolean comma = true;
    while (!cursor.takeOperator(")")) {
      if (!comma) {
        throw cursor.unexpected("',' or ')'");
      }
      if (cursor.isNameThenOperator("=")) {
        names.add(cursor.next().text());
        cursor.next();
        named.add(expression());
      } else {
        positional.add(expression());
      }
      comma = cursor.takeOperator(",");
    }
    return new Inputs(positional, names, named);
  }

  private Expression filters(Expression target) {
    Expression value = target;
    while (true) {
      if (cursor.takeOperator("|")) {
        String name = cursor.expect(Token.Kind.NAME);
        value = new Expression.Filter(value, name, optionalInputs());
      } else if (cursor.takeName("is")) {
        value = test(value);
      } else if (cursor.peek().isOperator("(")) {
        value = new Expression.Call(value, inputs());
      } else {
        return value;
      }
    }
  }

  private Inputs optionalInputs() {
    return cursor.peek().isOperator("(") ? inputs() : Inputs.NONE;
  }

  private Expression test(Expression target) {
    boolean negated = cursor.takeName("not");
    String name = cursor.expect(Token.Kind.NAME);
    Inputs inputs =
        startsOperand(cursor.peek())
            ? new Inputs(List.of(postfix(primary())), List.of(), List.of())
            : optionalInputs();
    Expression test = new Expression.Test(target, name, inputs);
    return negated ? new Expression.Not(test) : test;
  }

  private static boolean startsOperand(Token token) {
    return switch (token.kind()) {
      case STRING, INTEGER, FLOAT -> true;
      case NAME ->
          !Set.of("else", "or", "and", "is", "if", "in", "not", "recursive").contains(token.text());
      case OPERATOR -> token.text().equals("[") || token.text().equals("{");
      default -> false;
    };
  }
}
