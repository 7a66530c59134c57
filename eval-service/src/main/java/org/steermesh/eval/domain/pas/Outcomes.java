package org.steermesh.eval.domain.pas;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.steermesh.eval.domain.PasFinding.Answers;

/**
 * How every test item of one seed was answered in one test.
 *
 * @param right per item: 1, 0, or NaN where it was not scored
 * @param conditions per item, its condition; empty where the task names none
 */
public record Outcomes(List<Double> right, List<String> conditions) {

  /** Keeps the lists. */
  public Outcomes {
    right = List.copyOf(right);
    conditions = List.copyOf(conditions);
  }

  /** The outcomes under the steering of an index. */
  static Outcomes of(List<Answers> batches, int index) {
    List<Double> right = new ArrayList<>();
    List<String> conditions = new ArrayList<>();
    for (Answers batch : batches) {
      String given = batch.given().get(index);
      for (int i = 0; i < given.length(); i++) {
        char letter = given.charAt(i);
        double is = batch.items().get(i).gold().charAt(0) == letter ? 1 : 0;
        right.add(letter == Asking.REFUSED ? Double.NaN : is);
        conditions.add(batch.items().get(i).condition());
      }
    }
    return new Outcomes(right, conditions);
  }

  /** Items answered right. */
  public int rightCount() {
    return (int) right.stream().filter(each -> each == 1).count();
  }

  /** Items that were scored. */
  public int scoredCount() {
    return (int) right.stream().filter(each -> !Double.isNaN(each)).count();
  }

  /** Share answered right; NaN where none was scored. */
  public double accuracy() {
    return (double) rightCount() / scoredCount();
  }

  /** Item by item, 1 where only this is right, -1 where only the other is, over items in both. */
  public List<Double> minus(Outcomes other) {
    return IntStream.range(0, right.size())
        .mapToDouble(i -> right.get(i) - other.right().get(i))
        .filter(each -> !Double.isNaN(each))
        .boxed()
        .toList();
  }

  /** The values of the condition, where the task names one. */
  public SortedSet<String> values() {
    SortedSet<String> values = new TreeSet<>(conditions);
    values.remove("");
    return values;
  }

  /** The items of one condition alone. */
  public Outcomes of(String condition) {
    List<Integer> kept =
        IntStream.range(0, right.size())
            .filter(i -> conditions.get(i).equals(condition))
            .boxed()
            .toList();
    return new Outcomes(
        kept.stream().map(right::get).toList(), kept.stream().map(conditions::get).toList());
  }
}
