package org.steermesh.eval.domain;

/**
 * One contrastive pair of a data set.
 *
 * @param text the question with its listed options
 * @param positive the answer that shows the behaviour, as written: {@code (A)}
 * @param negative the answer that does not
 */
public record Question(String text, String positive, String negative) {

  /** The option that shows the behaviour: see {@link #option}. */
  public String match(String prefix) {
    return option(positive, prefix);
  }

  /** The other option. */
  public String other(String prefix) {
    return option(negative, prefix);
  }

  /** Whether both options say something, and not the same. */
  public boolean canBeScored(String prefix) {
    return !match(prefix).isEmpty()
        && !other(prefix).isEmpty()
        && !match(prefix).equals(other(prefix));
  }

  /** An answer without {@code prefix}, and without anything from the closing parenthesis on. */
  private static String option(String answer, String prefix) {
    String stripped = answer.strip();
    String opened = stripped.startsWith(prefix) ? stripped.substring(prefix.length()) : stripped;
    int close = opened.indexOf(')');
    return (close < 0 ? opened : opened.substring(0, close)).strip();
  }
}
