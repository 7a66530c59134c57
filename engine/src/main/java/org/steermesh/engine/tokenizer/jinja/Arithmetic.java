package org.steermesh.engine.tokenizer.jinja;

import java.util.ArrayList;
import java.util.List;

/** Python's operators, 64-bit. */
final class Arithmetic {

  private final Budget budget;
  private final Printer printer;

  Arithmetic(Budget budget, Printer printer) {
    this.budget = budget;
    this.printer = printer;
  }

  Object apply(String operator, Object first, Object second) {
    if (operator.equals("~")) {
      return concatenate(printer.text(first), printer.text(second));
    }
    Object a = Values.numeric(first);
    Object b = Values.numeric(second);
    if (operator.equals("+") && a instanceof String x && b instanceof String y) {
      return concatenate(x, y);
    }
    if (operator.equals("+") && a instanceof List<?> x && b instanceof List<?> y) {
      budget.spend((x.size() + y.size()) * Budget.STEP);
      List<Object> both = new ArrayList<>(x);
      both.addAll(y);
      return both;
    }
    if (operator.equals("*") && a instanceof String text && b instanceof Long times) {
      return repeat(text, times);
    }
    if (operator.equals("*") && b instanceof String text && a instanceof Long times) {
      return repeat(text, times);
    }
    try {
      if (a instanceof Long x && b instanceof Long y && !operator.equals("/")) {
        return whole(operator, x, y);
      }
    } catch (ArithmeticException e) {
      throw Refusal.failed("a whole number does not fit 64 bits, or is divided by zero");
    }
    if (a instanceof Number x && b instanceof Number y) {
      return decimal(operator, x.doubleValue(), y.doubleValue());
    }
    throw Refusal.failed(
        "'" + operator + "' cannot join " + Values.kind(first) + " and " + Values.kind(second));
  }

  private String concatenate(String first, String second) {
    budget.spend((long) first.length() + second.length());
    return first + second;
  }

  private String repeat(String text, long times) {
    if (times <= 0 || text.isEmpty()) {
      return "";
    }
    budget.spend(times > Budget.WORK ? Long.MAX_VALUE : times * text.length());
    return text.repeat((int) times);
  }

  private static Object whole(String operator, long x, long y) {
    return switch (operator) {
      case "+" -> Math.addExact(x, y);
      case "-" -> Math.subtractExact(x, y);
      case "*" -> Math.multiplyExact(x, y);
      case "//" -> Math.floorDivExact(x, y);
      case "%" -> Math.floorMod(x, y);
      default -> y < 0 ? (Object) Math.pow((double) x, (double) y) : (Object) power(x, y);
    };
  }

  private static long power(long base, long exponent) {
    long result = 1;
    if (base == 0 || base == 1 || base == -1) {
      return exponent == 0 || base == 1 ? 1 : base == 0 ? 0 : exponent % 2 == 0 ? 1 : -1;
    }
    // Any other base leaves 64 bits, and so this loop, within 64 turns.
    for (long i = 0; i < exponent; i++) {
      result = Math.multiplyExact(result, base);
    }
    return result;
  }

  private static Object decimal(String operator, double x, double y) {
    if (y == 0 && (operator.equals("/") || operator.equals("//") || operator.equals("%"))) {
      throw Refusal.failed("a number is divided by zero");
    }
    return switch (operator) {
      case "+" -> x + y;
      case "-" -> x - y;
      case "*" -> x * y;
      case "/" -> x / y;
      case "//" -> Math.floor(x / y);
      case "%" -> x - y * Math.floor(x / y);
      default -> Math.pow(x, y);
    };
  }

  Object negate(Object value) {
    return apply("-", 0L, value);
  }
}
