package org.steermesh.engine.tokenizer.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;

/**
 * Work is counted, not timed, so a template that is refused here has stopped, and the same one is
 * refused everywhere.
 */
class HostileTemplateTest {

  private static String render(String template) {
    Map<String, Object> message = Map.of("role", "user", "content", "a".repeat(1 << 20));
    return JinjaTemplate.parse(template)
        .render(Map.of("messages", List.of(message)), format -> format);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% for i in range(10**9) %}{% endfor %}",
        "{% for i in range(3000) %}{% for j in range(3000) %}{% for k in range(3000) %}"
            + "{% endfor %}{% endfor %}{% endfor %}",
        "{% for i in range(1000) %}{% for j in range(1000) %}{% for k in range(1000) %}x"
            + "{% endfor %}{% endfor %}{% endfor %}",
        "{{ 'x' * 10**12 }}",
        "{{ 'x' * 2147483648 }}",
        "{% set n = namespace(s='xx') %}{% for i in range(60) %}{% set n.s = n.s + n.s %}{% endfor %}",
        "{% set n = namespace(s='xx') %}{% for i in range(60) %}{% set n.s = n.s ~ n.s %}{% endfor %}",
        "{% set n = namespace(l=[1]) %}{% for i in range(60) %}{% set n.l = n.l + n.l %}{% endfor %}",
        "{% set n = namespace(l=[1]) %}{% for i in range(60) %}{% set n.l = [n.l, n.l] %}{% endfor %}"
            + "{{ n.l }}",
        "{% set n = namespace(l=[1], m=[1]) %}{% for i in range(60) %}{% set n.l = [n.l, n.l] %}"
            + "{% set n.m = [n.m, n.m] %}{% endfor %}{{ n.l == n.m }}",
        "{% set n = namespace(l=[1]) %}{% for i in range(60) %}{% set n.l = [n.l, n.l] %}{% endfor %}"
            + "{{ n.l | tojson }}",
        "{% set n = namespace(l=[]) %}{% for i in range(5000) %}{% set n.l = [n.l] %}{% endfor %}"
            + "{{ n.l | string }}",
        "{% macro f(n) %}{{ f(n + 1) }}{% endmacro %}{{ f(0) }}",
        "{% macro f(n) %}{{ g(n) }}{{ g(n) }}{% endmacro %}{% macro g(n) %}{{ f(n) }}{% endmacro %}"
            + "{{ f(0) }}",
        "{{ messages[0].content.replace('a', messages[0].content) }}",
        "{{ messages[0].content.replace('', 'x' * 1000000) }}",
        "{{ messages[0].content.count('a' * 500000 + 'b') }}",
        "{% for i in range(100) %}{{ ('a' * 500000 + 'b') in messages[0].content }}{% endfor %}",
        "{% for i in range(100) %}{{ messages[0].content }}{% endfor %}",
        "{% for i in range(1000) %}{{ messages[0].content | length }}{% endfor %}",
        "{{ messages[0].content | list | join(messages[0].content) }}",
        "{{ (messages[0].content | list) | unique | list }}{{ messages[0].content | list | tojson(9) }}",
        "{{ range(2000000) | sort | list }}",
        "{{ messages[0].content | replace('a', '\n') | indent(1000) }}",
        "{% for i in range(1000) %}{% for m in messages[0].content[:9999] %}{% endfor %}{% endfor %}"
      })
  void workWithoutEndIsRefused(String template) {
    assertThatThrownBy(() -> render(template))
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> assertThat(e.reason()).isEqualTo(EngineReason.TEMPLATE_TOO_EXPENSIVE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% include 'secret.txt' %}",
        "{% import 'x' as y %}",
        "{% from 'x' import y %}",
        "{% extends 'x' %}",
        "{{ ''.getClass() }}",
        "{{ ''.class.forName('java.lang.Runtime') }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ messages.getClass() }}",
        "{{ messages.append(1) }}",
        "{{ messages[0].update({'role': 'x'}) }}",
        "{{ range.__globals__.x }}",
        "{{ self.x() }}",
        "{{ cycler.__init__.__globals__.os }}",
        "{{ 'a' | attr('getClass') }}",
        "{{ loop.cycle() }}",
        "{{ range }}",
        "{{ 9223372036854775807 + 1 }}",
        "{{ 99999999999999999999 }}",
        "{{ 10 ** 30 }}",
        "{{ 1 // 0 }}",
        "{{ 1 % 0 }}",
        "{{ 1 / 0 }}",
        "{{ (-9223372036854775807 - 1) // -1 }}",
        "{{ 4 is divisibleby 0 }}",
        "{{ range(1, 2, 0) }}",
        "{{ [1][::0] }}",
        "{{ {[1]: 2} }}",
        "{{ 'a' < 1 }}",
        "{% set x.y = 1 %}",
        "{% break %}",
        "{% if true %}",
        "{% endif %}",
        "{% for x in [1] %}",
        "{{ 'a",
        "{{ ( }}",
        "{{ 1 +",
        "{# never closed",
        "{% raw %} never closed",
        "{{ a b }}",
        "{{ 'x' | nothing }}",
        "{{ 1 is nothing }}",
        "{{ 1() }}",
        "{{ ; }}"
      })
  void whatIsNotAllowedIsRefusedWithASentence(String template) {
    assertThatThrownBy(() -> render(template))
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(EngineReason.TEMPLATE_INVALID);
              assertThat(e).hasMessageStartingWith("chat template");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "[", "{'a':", "not ", "-", "1 if 1 else ", "f("})
  void nestingWithoutEndIsRefused(String opening) {
    assertThatThrownBy(() -> render("{{ " + opening.repeat(20_000) + "1 }}"))
        .isInstanceOf(EngineException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {" + 1", " ~ 1", " * 1", " and 1", "[0]", ".a", "|string", " ** 1"})
  void longChainsAreRefused(String link) {
    assertThatThrownBy(() -> render("{{ 1" + link.repeat(20_000) + " }}"))
        .isInstanceOf(EngineException.class);
  }

  @Test
  void statementsNestNoDeeperThanAllowed() {
    assertThatThrownBy(() -> render("{% if true %}".repeat(5000) + "{% endif %}".repeat(5000)))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("nest more than");
  }

  @Test
  void aMebibyteOfChatIsFarFromTheBounds() {
    String text =
        render(
            "{%- for m in messages %}{{- '<' + m['role'] + '>' + m['content'] | trim + '</>' }}"
                + "{%- endfor %}");
    assertThat(text).hasSize((1 << 20) + "<user></>".length());
  }

  @Test
  void rendersDoNotShareABudget() {
    // One render takes 20 million units of the 64 for making the text and writing it.
    JinjaTemplate template = JinjaTemplate.parse("{{ 'x' * 10000000 }}");
    for (int i = 0; i < 4; i++) {
      assertThat(template.render(Map.of(), format -> format).length()).isEqualTo(10_000_000);
    }
  }
}
