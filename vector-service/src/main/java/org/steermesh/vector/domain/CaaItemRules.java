package org.steermesh.vector.domain;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.steermesh.vector.domain.CaaItemReader.Value;

/** What the three texts of a CAA item must be. */
final class CaaItemRules {

  /** The only form of an answer in this layout; the published sets use (A) to (H). */
  private static final Pattern ANSWER = Pattern.compile("\\([A-Z]\\)");

  /** An option at the start of a line; the published sets write it after one space, or none. */
  private static final Pattern OPTION = Pattern.compile("(?m)^[ \\t]*(\\([A-Z]\\))");

  /** One letter at the start of a line may be prose, such as a numeral; two make a list. */
  private static final int FEWEST_OPTIONS = 2;

  private final DatasetLimits limits;
  private final ViolationList violations;

  CaaItemRules(DatasetLimits limits, ViolationList violations) {
    this.limits = limits;
    this.violations = violations;
  }

  /** Checks an item whose three texts are there; notes every violation. */
  boolean hold(String place, Value question, Value matching, Value other) {
    boolean holds = questionHolds(place, question);
    Set<String> offered = optionsOf(question.text());
    holds &= answerHolds(place, CaaField.MATCHING, matching, offered);
    holds &= answerHolds(place, CaaField.NOT_MATCHING, other, offered);
    if (matching.text().equals(other.text())) {
      String found = "both answers are " + Quoted.of(other.text()) + ", but they must differ";
      holds = refuse(place, CaaField.NOT_MATCHING, other, found);
    }
    return holds;
  }

  private boolean questionHolds(String place, Value question) {
    String text = question.text();
    if (text.isBlank()) {
      return refuse(place, CaaField.QUESTION, question, "question is empty");
    }
    if (text.length() > limits.questionCharacters()) {
      String found =
          "question has %d characters, but %d are allowed"
              .formatted(text.length(), limits.questionCharacters());
      return refuse(place, CaaField.QUESTION, question, found);
    }
    if (text.codePoints().anyMatch(CaaItemRules::isLoneSurrogate)) {
      return refuse(place, CaaField.QUESTION, question, "question holds half of a surrogate pair");
    }
    return true;
  }

  private boolean answerHolds(String place, CaaField field, Value answer, Set<String> offered) {
    if (!ANSWER.matcher(answer.text()).matches()) {
      String found =
          "%s is %s, but an answer is one capital letter in parentheses, such as \"(A)\""
              .formatted(field.key(), Quoted.of(answer.text()));
      return refuse(place, field, answer, found);
    }
    if (offered.size() >= FEWEST_OPTIONS && !offered.contains(answer.text())) {
      String found =
          "%s is %s, but the question offers %s"
              .formatted(field.key(), Quoted.of(answer.text()), String.join(", ", offered));
      return refuse(place, field, answer, found);
    }
    return true;
  }

  private boolean refuse(String place, CaaField field, Value value, String found) {
    violations.add(place + "." + field.key(), "line %d: %s".formatted(value.line(), found));
    return false;
  }

  /**
   * The letters a question lists, in alphabetical order; none when the wording lists no options.
   */
  private static Set<String> optionsOf(String question) {
    Set<String> options = new TreeSet<>();
    Matcher matcher = OPTION.matcher(question);
    while (matcher.find()) {
      options.add(matcher.group(1));
    }
    return options;
  }

  private static boolean isLoneSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
