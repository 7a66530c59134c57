package org.steermesh.engine.tokenizer.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Computes expressions. */
final class Evaluator {

  private final Budget budget;
  private final Values values;
  private final Methods methods;
  private final Tests tests;
  private final Filters filters;
  private final Arithmetic arithmetic;

  Evaluator(Budget budget) {
    this.budget = budget;
    values = new Values(budget);
    methods = new Methods(values, new Strings(budget));
    tests = new Tests(values);
    filters = new Filters(budget, methods, tests, this::item);
    arithmetic = new Arithmetic(budget, new Printer(budget));
  }

  Object evaluate(Expression expression, Scope scope) {
    budget.enter();
    Object value = value(expression, scope);
    budget.leave();
    return value;
  }

  boolean holds(Expression expression, Scope scope) {
    return Values.truth(evaluate(expression, scope));
  }

  private Object value(Expression expression, Scope scope) {
    return switch (expression) {
      case Expression.Literal(Object constant) -> constant;
      case Expression.Name(String name) -> scope.get(name);
      case Expression.Sequence(List<Expression> items) -> list(items, scope);
      case Expression.Dictionary dictionary -> dictionary(dictionary, scope);
      case Expression.Attribute(Expression target, String name) ->
          attribute(evaluate(target, scope), name);
      case Expression.Item(Expression target, Expression index) ->
          item(evaluate(target, scope), evaluate(index, scope));
      case Expression.Slice slice -> slice(slice, scope);
      case Expression.Call(Expression target, Expression.Inputs inputs) ->
          call(evaluate(target, scope), arguments(inputs, scope));
      case Expression.Filter(Expression target, String name, Expression.Inputs inputs) ->
          filters.apply(name, evaluate(target, scope), arguments(inputs, scope));
      case Expression.Test(Expression target, String name, Expression.Inputs inputs) ->
          tests.holds(name, evaluate(target, scope), arguments(inputs, scope));
      case Expression.Not(Expression operand) -> !holds(operand, scope);
      case Expression.Negate(Expression operand) -> arithmetic.negate(evaluate(operand, scope));
      case Expression.Binary(String operator, Expression left, Expression right) ->
          arithmetic.apply(operator, evaluate(left, scope), evaluate(right, scope));
      case Expression.Logical(boolean isAnd, Expression left, Expression right) -> {
        Object first = evaluate(left, scope);
        yield Values.truth(first) == isAnd ? evaluate(right, scope) : first;
      }
      case Expression.Comparison comparison -> compare(comparison, scope);
      case Expression.Conditional(Expression condition, Expression yes, Expression no) ->
          evaluate(holds(condition, scope) ? yes : no, scope);
    };
  }

  private List<Object> list(List<Expression> items, Scope scope) {
    List<Object> list = new ArrayList<>(items.size());
    for (Expression item : items) {
      list.add(evaluate(item, scope));
    }
    return list;
  }

  private Map<Object, Object> dictionary(Expression.Dictionary dictionary, Scope scope) {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < dictionary.keys().size(); i++) {
      Object key = Values.key(evaluate(dictionary.keys().get(i), scope));
      map.put(key, evaluate(dictionary.values().get(i), scope));
    }
    return map;
  }

  private Arguments arguments(Expression.Inputs inputs, Scope scope) {
    Map<String, Object> named = new LinkedHashMap<>();
    for (int i = 0; i < inputs.names().size(); i++) {
      named.put(inputs.names().get(i), evaluate(inputs.named().get(i), scope));
    }
    return new Arguments(list(inputs.positional(), scope), named);
  }

  private static Object call(Object target, Arguments arguments) {
    if (target instanceof Callable callable) {
      return callable.call(arguments);
    }
    throw Refusal.failed(Values.kind(target) + " was called like a function");
  }

  private Object attribute(Object target, String name) {
    refuseUndefined(target, name);
    Callable method = methods.find(target, name);
    return method != null ? method : item(target, name);
  }

  /** An item by key or index, undefined where there is none. */
  private Object item(Object target, Object index) {
    refuseUndefined(target, index);
    return switch (target) {
      case Map<?, ?> map -> present(map.get(Values.key(index)), target, index);
      case Namespace(Map<String, Object> attributes) ->
          attributes.getOrDefault(String.valueOf(index), Absent.UNDEFINED);
      case List<?> list when Values.numeric(index) instanceof Long at -> {
        long place = at < 0 ? at + list.size() : at;
        yield place < 0 || place >= list.size() ? Absent.UNDEFINED : list.get((int) place);
      }
      case String text when Values.numeric(index) instanceof Long at ->
          item(values.items(text), at);
      default -> present(null, target, index);
    };
  }

  private Object present(@Nullable Object value, Object target, Object index) {
    if (value != null) {
      return value;
    }
    Callable method = index instanceof String name ? methods.find(target, name) : null;
    return method == null ? Absent.UNDEFINED : method;
  }

  private static void refuseUndefined(Object target, Object index) {
    if (target == Absent.UNDEFINED) {
      throw Refusal.failed("'" + index + "' was asked of a value that is not defined");
    }
  }

  private Object slice(Expression.Slice slice, Scope scope) {
    Object target = evaluate(slice.target(), scope);
    if (target instanceof String text) {
      List<?> parts = cut(values.items(text), slice, scope);
      return String.join("", parts.stream().map(String.class::cast).toList());
    }
    if (target instanceof List<?> list) {
      return cut(list, slice, scope);
    }
    throw Refusal.failed(Values.kind(target) + " cannot be sliced");
  }

  private List<Object> cut(List<?> list, Expression.Slice slice, Scope scope) {
    long size = list.size();
    long step = border(evaluate(slice.step(), scope), 1);
    if (step == 0 || Math.abs(step) > Integer.MAX_VALUE) {
      throw Refusal.failed("the step of a slice must not be 0 and must fit 32 bits");
    }
    long low = step > 0 ? 0 : -1;
    long high = step > 0 ? size : size - 1;
    long from = clamp(evaluate(slice.from(), scope), size, low, high, step > 0 ? low : high);
    long to = clamp(evaluate(slice.to(), scope), size, low, high, step > 0 ? high : low);
    List<Object> result = new ArrayList<>();
    for (long i = from; step > 0 ? i < to : i > to; i += step) {
      budget.spend(Budget.STEP);
      result.add(list.get((int) i));
    }
    return result;
  }

  private static long clamp(Object border, long size, long low, long high, long otherwise) {
    if (border == Absent.NONE) {
      return otherwise;
    }
    long at = border(border, otherwise);
    return Math.max(low, Math.min(high, at < 0 ? at + size : at));
  }

  private static long border(Object border, long otherwise) {
    if (border == Absent.NONE) {
      return otherwise;
    }
    if (Values.numeric(border) instanceof Long at) {
      return at;
    }
    throw Refusal.failed(
        "the border of a slice must be a whole number, not " + Values.kind(border));
  }

  private Object compare(Expression.Comparison comparison, Scope scope) {
    Object left = evaluate(comparison.operands().getFirst(), scope);
    for (int i = 0; i < comparison.operators().size(); i++) {
      Object right = evaluate(comparison.operands().get(i + 1), scope);
      if (!compares(comparison.operators().get(i), left, right)) {
        return false;
      }
      left = right;
    }
    return true;
  }

  private boolean compares(String operator, Object left, Object right) {
    return switch (operator) {
      case "==" -> values.equal(left, right);
      case "!=" -> !values.equal(left, right);
      case "<" -> values.compare(left, right) < 0;
      case "<=" -> values.compare(left, right) <= 0;
      case ">" -> values.compare(left, right) > 0;
      case ">=" -> values.compare(left, right) >= 0;
      case "in" -> values.contains(right, left);
      default -> !values.contains(right, left);
    };
  }
}
