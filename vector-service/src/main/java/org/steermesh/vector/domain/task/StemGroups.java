package org.steermesh.vector.domain.task;

import java.util.regex.Pattern;

/** Names groups of rows that follow one another and begin alike. */
final class StemGroups {

  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final int FEWEST_WORDS = 3;

  private String[] previous = new String[0];
  private String file = "";
  private int group;

  String groupOf(String inFile, String text) {
    String[] words = SPACE.split(text.strip());
    if (!inFile.equals(file) || !beginsAlike(words)) {
      group++;
    }
    file = inFile;
    previous = words;
    return inFile + "#" + group;
  }

  private boolean beginsAlike(String[] words) {
    int shorter = Math.min(words.length, previous.length);
    int shared = 0;
    while (shared < shorter && words[shared].equals(previous[shared])) {
      shared++;
    }
    return shared >= FEWEST_WORDS && 2 * shared >= shorter;
  }
}
