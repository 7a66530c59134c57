package org.steermesh.vector.domain.task;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A question that lists its options, taken apart.
 *
 * @param question without the options and the words around them
 * @param options their texts, A first; empty when it lists none
 */
record ListedOptions(String question, List<String> options) {

  /** An option at the start of a line; published files write it after one space, or none. */
  private static final Pattern OPTION = Pattern.compile("(?m)^[ \\t]*\\(([A-Z])\\)[ \\t]*");

  private static final Pattern HEADING = Pattern.compile("\\s*\\bChoices:\\s*\\z");
  private static final Pattern ASKS = Pattern.compile("\\A\\s*Question:[ \\t]*");
  private static final Pattern ANSWERS = Pattern.compile("\\s*\\n\\s*Answer:\\s*\\z");
  private static final int FEWEST = 2;

  static ListedOptions of(String text) {
    String body = ANSWERS.matcher(ASKS.matcher(text).replaceFirst("")).replaceFirst("");
    List<Integer> starts = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    Matcher matcher = OPTION.matcher(body);
    while (matcher.find()) {
      char letter = matcher.group(1).charAt(0);
      if (letter == 'A') {
        // A list that is begun anew; prose may have looked like one before.
        starts.clear();
        ends.clear();
      }
      if (letter == 'A' + starts.size()) {
        starts.add(matcher.start());
        ends.add(matcher.end());
      }
    }
    if (starts.size() < FEWEST) {
      return new ListedOptions(body.strip(), List.of());
    }
    List<String> options = new ArrayList<>();
    for (int i = 0; i < starts.size(); i++) {
      int until = i + 1 < starts.size() ? starts.get(i + 1) : body.length();
      options.add(body.substring(ends.get(i), until).strip());
    }
    String before = body.substring(0, starts.getFirst());
    return new ListedOptions(HEADING.matcher(before).replaceFirst("").strip(), options);
  }
}
