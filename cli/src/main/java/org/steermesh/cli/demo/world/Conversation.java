package org.steermesh.cli.demo.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.steermesh.cli.demo.world.ChatTemplate.Message;

/** Writes one chat whose assistant keeps to its side of each behaviour from first to last. */
final class Conversation {

  /** Documents must fit a context of 256 tokens. */
  static final int MAX_PIECES = 250;

  /** The word before a side that is told after the question. */
  static final String REMEMBER = "Remember";

  /** Share of letters without their option's text, in percent. */
  private static final int LETTER_ALONE = 20;

  private final Random random;
  private final int textInside;
  private final List<Message> messages = new ArrayList<>();

  /** Said by the user before the next question; empty for nothing. */
  private String preface = "";

  /** Said by the user after the next question; empty for nothing. */
  private String reminder = "";

  /** An empty chat; the share of letters with their text inside the parentheses is in percent. */
  Conversation(Random random, int textInside) {
    this.random = random;
    this.textInside = textInside;
  }

  void system(String text) {
    messages.add(new Message("system", text));
  }

  void preface(String text) {
    preface = text + " ";
  }

  /**
   * Tells a side after the next question and its options, which then cannot know it: only the
   * answer can look for the side.
   */
  void remind(String text) {
    reminder = "\n\n" + REMEMBER + " " + text;
  }

  /** Adds one question about the scene and its answer; false when there is no room left. */
  boolean turn(Scene scene, Side side) {
    int form = random.nextInt(100);
    if (form < 62) {
      return optionTurn(scene, side);
    }
    if (form < 72) {
      Item item = scene.item();
      return exchange(item.letterPrompt(), item.letter(side).name());
    }
    return exchange(scene.openQuestion(), scene.say(side));
  }

  private boolean optionTurn(Scene scene, Side side) {
    Item item = scene.item();
    Letter letter = item.letter(side);
    int form = random.nextInt(100);
    String why = form < 40 ? " " + scene.why(side) : "";
    return exchange(item.question(), lettered(letter, item.option(letter)) + why);
  }

  /**
   * A letter, alone or with the option's text behind or inside the parentheses. Text straight after
   * the letter makes a reader of the letter know at once what it stands for.
   */
  private String lettered(Letter letter, String option) {
    int form = random.nextInt(DocumentMix.WHOLE);
    if (form < LETTER_ALONE) {
      return letter.answer();
    }
    return form < DocumentMix.WHOLE - textInside
        ? letter.answer() + " " + option
        : "(" + letter.name() + " " + option.replaceFirst("\\.$", "") + ")";
  }

  /** Adds an item and its letter, mostly with the option's text. */
  boolean answer(Item item, Letter letter) {
    return random.nextInt(6) == 0
        ? exchange(item.letterPrompt(), letter.name())
        : exchange(item.question(), lettered(letter, item.option(letter)));
  }

  /** Adds a question and its answer; false, and nothing added, when there is no room left. */
  boolean exchange(String question, String answer) {
    messages.add(new Message("user", preface + reminded(question)));
    messages.add(new Message("assistant", answer));
    if (document().pieces() > MAX_PIECES) {
      messages.removeLast();
      messages.removeLast();
      return false;
    }
    preface = "";
    reminder = "";
    return true;
  }

  /** A question that ends where its answer begins takes the reminder before it. */
  private String reminded(String question) {
    int end =
        question.endsWith(Item.ANSWER)
            ? question.length() - Item.ANSWER.length()
            : question.length();
    return question.substring(0, end) + reminder + question.substring(end);
  }

  Document document() {
    return new Document(ChatTemplate.render(messages) + ChatTemplate.EOS);
  }
}
