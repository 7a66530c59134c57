package org.steermesh.eval.domain.pas;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.steermesh.eval.domain.PasFinding.Answers;

/**
 * Training prompts on two sides by a letter.
 *
 * @param with those of the letter
 * @param without the others
 */
public record LetterSplit(List<String> with, List<String> without) {

  /**
   * Splits by the right letter; where all items share it, by the letter that the model answers.
   *
   * @param answers asked only where they are needed
   */
  static LetterSplit of(List<TaskLibrary.Item> items, Supplier<List<Answers>> answers) {
    SortedMap<String, Integer> counts = new TreeMap<>();
    items.forEach(item -> counts.merge(item.goldLetter(), 1, Integer::sum));
    // Strictly more: of equals the first letter counts.
    String wanted = "";
    int most = 0;
    for (Map.Entry<String, Integer> each : counts.entrySet()) {
      if (each.getValue() > most) {
        wanted = each.getKey();
        most = each.getValue();
      }
    }
    List<String> shown =
        counts.size() > 1
            ? items.stream().map(TaskLibrary.Item::goldLetter).toList()
            : answered(answers.get());
    List<String> with = new ArrayList<>();
    List<String> without = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      (shown.get(i).equals(wanted) ? with : without).add(items.get(i).prompt());
    }
    return new LetterSplit(with, without);
  }

  private static List<String> answered(List<Answers> batches) {
    List<String> letters = new ArrayList<>();
    for (Answers batch : batches) {
      batch.given().getFirst().chars().forEach(c -> letters.add(Character.toString(c)));
    }
    return letters;
  }
}
