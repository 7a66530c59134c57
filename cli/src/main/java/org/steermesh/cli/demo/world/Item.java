package org.steermesh.cli.demo.world;

/**
 * A question with two options, one for each side of a behaviour.
 *
 * @param ask the question alone
 * @param positive the option that shows the behaviour
 * @param negative the option that does not
 * @param matching the letter of the option that shows the behaviour
 */
public record Item(String ask, String positive, String negative, Letter matching) {

  /** What stands before a bare letter. */
  static final String ANSWER = "\nAnswer:";

  /** The text of the option with the letter. */
  String option(Letter letter) {
    return letter == matching ? positive : negative;
  }

  /** The letter of the option on the side. */
  Letter letter(Side side) {
    return switch (side) {
      case POSITIVE -> matching;
      case NEGATIVE -> matching.other();
    };
  }

  /** The question in the layout of the CAA data sets. */
  public String question() {
    return ask + "\n\nChoices:\n (A) " + option(Letter.A) + "\n (B) " + option(Letter.B);
  }

  /** The same options under another question. */
  Item asking(String question) {
    return new Item(question, positive, negative, matching);
  }

  /** The question that asks for the option with the letter, in its own words. */
  Item pointingAt(Letter letter) {
    return asking("Choose: " + option(letter));
  }

  /** The same with each option cut down to its first word. */
  Item shortened() {
    return new Item(ask, firstWord(positive), firstWord(negative), matching);
  }

  private static String firstWord(String text) {
    return text.split("[ ,.]", 2)[0];
  }

  /** The question as PAS asks it, up to the place where the bare letter stands. */
  String letterPrompt() {
    return ask
        + "\nA: "
        + option(Letter.A)
        + "\nB: "
        + option(Letter.B)
        + "\nRespond with a single letter."
        + ANSWER;
  }
}
