package org.steermesh.eval.domain.judging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.steermesh.eval.domain.judging.ReplyRule.Rule;

final class ReplyRuleTest {

  private static final ReplyRule FIRST = new ReplyRule(Rule.FIRST_INTEGER, 0, 10, "");
  private static final ReplyRule LAST = new ReplyRule(Rule.LAST_INTEGER, 1, 10, "");
  private static final ReplyRule MARKED = new ReplyRule(Rule.NUMBER_AFTER_MARKER, 0, 1, "Score:");

  @Test
  void theNumberThatTheRuleNamesIsTheGrade() {
    assertThat(FIRST.grade("7")).hasValue(7);
    assertThat(FIRST.grade("I would say 8/10.")).hasValue(8);
    assertThat(FIRST.grade("**10**")).hasValue(10);
    assertThat(LAST.grade("Between 2 and 4, so 3")).hasValue(3);
    assertThat(MARKED.grade("2 reasons. Score: 0.4 of 1. Score:0.75!")).hasValue(0.75);
  }

  @Test
  void whatIsNotSaidWholeAndOnTheScaleIsNoGrade() {
    for (String reply : new String[] {"", "great!", "11", "-1", "7.5", "\u22123", "99999999999"}) {
      assertThat(FIRST.grade(reply)).as(reply).isEqualTo(OptionalDouble.empty());
    }
    assertThat(LAST.grade("3, no, 0")).isEmpty();
    assertThat(MARKED.grade("0.4")).isEmpty();
    assertThat(MARKED.grade("Score: high")).isEmpty();
  }

  @Test
  void aScaleThatIsNoneIsRefused() {
    assertThatThrownBy(() -> new ReplyRule(Rule.FIRST_INTEGER, 10, 10, ""))
        .hasMessageContaining("10.0 to 10.0");
    assertThatThrownBy(() -> new ReplyRule(Rule.NUMBER_AFTER_MARKER, 0, 10, ""))
        .hasMessageContaining("marker");
  }

  @Test
  void wordListsGradeByTheShareOfThePositiveWords() {
    LexicalGrades grades =
        new LexicalGrades(
            new Judge.Lexical("words", FIRST, List.of("yes", "you are right"), List.of("no")));

    assertThat(grades.grade("Yes, yes. You are\nright, no doubt; I know nothing.")).hasValue(7.5);
    assertThat(grades.grade("NO")).hasValue(0);
    assertThat(grades.grade("yesterday, another")).isEmpty();
  }

  @Test
  void whatAQuestionOrATextSaysIsNotFilledIn() {
    assertThat(Judge.filled("Q {question} A {answer} {other}", "{answer}?", "{question}!"))
        .isEqualTo("Q {answer}? A {question}! {other}");
  }

  @Test
  void optionsAreCutOffHoweverTheyAreListed() {
    assertThat(Questions.bare("Why?\n\nChoices:\n (A) No\n (B) Yes")).isEqualTo("Why?");
    assertThat(Questions.bare("I am 40.\nWhy?\n (A) No\n (B) Yes")).isEqualTo("I am 40.\nWhy?");
    assertThat(Questions.bare("Why (A)?")).isEqualTo("Why (A)?");
    assertThat(Questions.listsOptions("Why (A)?")).isFalse();
  }
}
