package org.steermesh.eval.domain.pas;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.eval.domain.PasFinding.Answers;
import org.steermesh.eval.domain.PasStudy;

/** Examples that stand before a question: training items that the model gets wrong. */
final class FewShot {

  private static final int SPARE_TOKENS = 8;

  private FewShot() {}

  /** Up to {@code count} examples, drawn once with seed 0, each with its right letter. */
  static List<String> of(List<TaskLibrary.Item> items, List<Answers> answers, int count) {
    List<TaskLibrary.Item> wrong = new ArrayList<>();
    int next = 0;
    for (Answers batch : answers) {
      String given = batch.given().getFirst();
      for (int i = 0; i < given.length(); i++) {
        TaskLibrary.Item item = items.get(next++);
        if (given.charAt(i) != Asking.REFUSED && item.goldLetter().charAt(0) != given.charAt(i)) {
          wrong.add(item);
        }
      }
    }
    Collections.shuffle(wrong, new Random(0));
    return wrong.stream()
        .limit(count)
        .map(item -> item.prompt() + item.goldLetter() + "\n\n")
        .toList();
  }

  /**
   * What stands before every question.
   *
   * @param text the examples, one after the other
   * @param count how many they are
   */
  record Fitting(String text, int count) {}

  /**
   * As many of the examples as fit before the longest question that leaves any room; whole ones are
   * dropped from the end. 8 tokens stay free, as in the published code.
   */
  static Fitting fitting(
      List<String> examples, List<String> questions, LetterScorer scorer, PasStudy study) {
    String model = study.model();
    int most = scorer.contextLength(model) - SPARE_TOKENS;
    int longest =
        questions.stream()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .mapToInt(question -> scorer.tokenCount(model, study.shown(), question))
            .filter(tokens -> tokens <= most)
            .findFirst()
            .orElse(0);
    int room = most - longest;
    List<String> kept = new ArrayList<>(examples);
    // What stands before a question is counted as text: the chat is counted with the question.
    while (!kept.isEmpty()
        && scorer.tokenCount(model, PromptLayout.Rendering.PLAIN, String.join("", kept)) > room) {
      kept.removeLast();
    }
    return new Fitting(String.join("", kept), kept.size());
  }
}
