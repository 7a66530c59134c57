package org.steermesh.eval.domain.judging;

import java.util.List;
import java.util.regex.Pattern;

/** Questions that list their options: a line for each, beginning with its letter in parentheses. */
public final class Questions {

  private static final Pattern OPTION = Pattern.compile("\\s*\\([A-Z]\\).*");
  private static final Pattern HEADING = Pattern.compile("\\s*Choices:\\s*");

  private Questions() {}

  /** The question without the options that it lists. */
  public static String bare(String question) {
    List<String> lines = question.lines().toList();
    int end = 0;
    while (end < lines.size() && !begins(lines.get(end))) {
      end++;
    }
    return String.join("\n", lines.subList(0, end)).strip();
  }

  /** Whether the question lists options. */
  public static boolean listsOptions(String question) {
    return question.lines().anyMatch(line -> OPTION.matcher(line).matches());
  }

  private static boolean begins(String line) {
    return OPTION.matcher(line).matches() || HEADING.matcher(line).matches();
  }
}
