package org.steermesh.engine.tokenizer.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs statements and writes their text. */
final class Renderer {

  private enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  private final Budget budget;
  private final Evaluator evaluator;
  private final Values values;
  private final Printer printer;

  Renderer(Budget budget) {
    this.budget = budget;
    evaluator = new Evaluator(budget);
    values = new Values(budget);
    printer = new Printer(budget);
  }

  String render(List<Statement> statements, Scope scope) {
    StringBuilder out = new StringBuilder();
    run(statements, scope, out);
    return out.toString();
  }

  private Flow run(List<Statement> statements, Scope scope, StringBuilder out) {
    budget.enter();
    Flow flow = Flow.NEXT;
    for (int i = 0; i < statements.size() && flow == Flow.NEXT; i++) {
      flow = run(statements.get(i), scope, out);
    }
    budget.leave();
    return flow;
  }

  private Flow run(Statement statement, Scope scope, StringBuilder out) {
    budget.spend(Budget.STEP);
    return switch (statement) {
      case Statement.Text(String text) -> write(text, out);
      case Statement.Output(Expression value) ->
          write(printer.text(evaluator.evaluate(value, scope)), out);
      case Statement.If condition -> condition(condition, scope, out);
      case Statement.For loop -> loop(loop, scope, out);
      case Statement.Assign assign -> assign(assign, scope);
      case Statement.Capture(String name, List<Statement> body) -> {
        scope.set(name, render(body, scope));
        yield Flow.NEXT;
      }
      case Statement.Macro macro -> {
        scope.set(macro.name(), (Callable) arguments -> call(macro, arguments, scope));
        yield Flow.NEXT;
      }
      case Statement.Jump(boolean isBreak) -> isBreak ? Flow.BREAK : Flow.CONTINUE;
      case Statement.Block(List<Statement> body) -> run(body, scope, out);
    };
  }

  private Flow write(String text, StringBuilder out) {
    budget.spend(text.length());
    out.append(text);
    return Flow.NEXT;
  }

  private Flow condition(Statement.If statement, Scope scope, StringBuilder out) {
    for (int i = 0; i < statement.conditions().size(); i++) {
      if (evaluator.holds(statement.conditions().get(i), scope)) {
        return run(statement.bodies().get(i), scope, out);
      }
    }
    return run(statement.otherwise(), scope, out);
  }

  private Flow loop(Statement.For loop, Scope scope, StringBuilder out) {
    List<Object> items = new ArrayList<>();
    for (Object item : values.items(evaluator.evaluate(loop.items(), scope))) {
      Scope filter = new Scope(scope);
      assign(loop.names(), item, filter);
      if (evaluator.holds(loop.condition(), filter)) {
        items.add(item);
      }
    }
    for (int i = 0; i < items.size(); i++) {
      Scope pass = new Scope(scope);
      assign(loop.names(), items.get(i), pass);
      pass.set("loop", LoopVariable.of(items, i));
      if (run(loop.body(), pass, out) == Flow.BREAK) {
        break;
      }
    }
    return items.isEmpty() ? run(loop.otherwise(), scope, out) : Flow.NEXT;
  }

  private Flow assign(Statement.Assign assign, Scope scope) {
    Object value = evaluator.evaluate(assign.value(), scope);
    if (assign.attribute().isEmpty()) {
      assign(assign.names(), value, scope);
    } else if (scope.get(assign.names().getFirst()) instanceof Namespace(var attributes)) {
      attributes.put(assign.attribute(), value);
    } else {
      throw Refusal.failed("'" + assign.names().getFirst() + "' is not a namespace");
    }
    return Flow.NEXT;
  }

  private void assign(List<String> names, Object value, Scope scope) {
    if (names.size() == 1) {
      scope.set(names.getFirst(), value);
      return;
    }
    List<?> parts = values.items(value);
    if (parts.size() != names.size()) {
      throw Refusal.failed(parts.size() + " values cannot be unpacked into " + names.size());
    }
    for (int i = 0; i < names.size(); i++) {
      scope.set(names.get(i), parts.get(i));
    }
  }

  private Object call(Statement.Macro macro, Arguments arguments, Scope definedIn) {
    Scope scope = new Scope(definedIn);
    List<String> parameters = macro.parameters();
    if (arguments.positional().size() > parameters.size()) {
      throw Refusal.failed(
          "the macro '"
              + macro.name()
              + "' takes no more than "
              + parameters.size()
              + " arguments");
    }
    for (int i = 0; i < parameters.size(); i++) {
      Object value = arguments.get(i, parameters.get(i), Absent.UNDEFINED);
      boolean absent = value == Absent.UNDEFINED;
      scope.set(
          parameters.get(i), absent ? evaluator.evaluate(macro.defaults().get(i), scope) : value);
    }
    return render(macro.body(), scope);
  }

  /** The functions every template has. */
  Map<String, Object> functions() {
    Map<String, Object> functions = new LinkedHashMap<>();
    functions.put("range", (Callable) this::range);
    functions.put(
        "dict", (Callable) arguments -> new LinkedHashMap<Object, Object>(arguments.named()));
    functions.put(
        "namespace",
        (Callable)
            arguments -> {
              Map<String, Object> attributes = new LinkedHashMap<>();
              arguments.positional().stream()
                  .filter(Map.class::isInstance)
                  .forEach(map ->
                      ((Map<?, ?>) map).forEach((k, v) -> attributes.put(printer.text(k), v)));
              attributes.putAll(arguments.named());
              return new Namespace(attributes);
            });
    functions.put(
        "raise_exception",
        (Callable)
            arguments -> {
              throw Refusal.failed(printer.text(arguments.get(0, "message", "refused")));
            });
    return functions;
  }

  private List<Object> range(Arguments arguments) {
    boolean single = arguments.positional().size() == 1;
    long from = single ? 0 : arguments.integer(0, "start", 0);
    long to = arguments.integer(single ? 0 : 1, "stop", 0);
    long step = arguments.integer(2, "step", 1);
    if (step == 0) {
      throw Refusal.failed("the step of range must not be 0");
    }
    long count = Math.max(0, (to - from + step - Long.signum(step)) / step);
    budget.spend(count * Budget.STEP);
    List<Object> numbers = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      numbers.add(from + i * step);
    }
    return numbers;
  }
}
