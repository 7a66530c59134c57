package org.steermesh.engine.tokenizer.jinja;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A parsed template, safe to render from many threads. It sees only the variables it is given:
 * there is no reflection, no file, no include, and one rendering has a bounded {@link Budget}.
 */
public final class JinjaTemplate {

  /** The value that templates call none. */
  public static final Object NONE = Absent.NONE;

  private final List<Statement> statements;

  private JinjaTemplate(List<Statement> statements) {
    this.statements = statements;
  }

  /**
   * Parses a template.
   *
   * @throws org.steermesh.engine.EngineException TEMPLATE_INVALID, naming the line
   */
  public static JinjaTemplate parse(String template) {
    return new JinjaTemplate(new StatementParser(new Lexer(template).tokens()).template());
  }

  /**
   * Renders with variables, whose values are {@link #NONE}, Boolean, Long, Double, String, List, or
   * Map with String keys.
   *
   * @param now answers {@code strftime_now}: a Python date format to the date
   * @throws org.steermesh.engine.EngineException TEMPLATE_INVALID when the template fails on these
   *     variables, TEMPLATE_TOO_EXPENSIVE when it exceeds its budget
   */
  public String render(Map<String, Object> variables, Function<String, String> now) {
    Renderer renderer = new Renderer(new Budget());
    Scope scope = new Scope(null);
    renderer.functions().forEach(scope::set);
    scope.set("strftime_now", (Callable) arguments -> now.apply(arguments.text(0, "format")));
    variables.forEach(scope::set);
    return renderer.render(statements, new Scope(scope));
  }
}
