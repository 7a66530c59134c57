package org.steermesh.eval.domain.effects;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.steermesh.eval.domain.Scorer.Answer;
import org.steermesh.eval.domain.Scorer.TextAnswer;
import org.steermesh.eval.domain.SideEffectFinding;
import org.steermesh.eval.domain.pas.LetterScorer;

/** From log-probabilities to measures, item by item. */
final class ItemMeasures {

  static final String ACCURACY = "accuracy";
  static final String PROBABILITY = "probability";
  static final String MC1 = "mc1";
  static final String MC2 = "mc2";
  static final String LOG_LIKELIHOOD = "log_likelihood";
  static final String DIVERGENCE = "divergence";

  private final SortedMap<String, List<Double>> values = new TreeMap<>();
  private final List<Integer> tokens = new ArrayList<>();
  private final SortedMap<String, Integer> unscored = new TreeMap<>();
  private double largestDose;

  private ItemMeasures() {}

  /** Accuracy and probability of the right option, which is the first of two. */
  static SideEffectFinding pairs(List<Answer> answers, SortedMap<String, Integer> unscorable) {
    ItemMeasures measures = new ItemMeasures();
    measures.unscored.putAll(unscorable);
    for (Answer answer : answers) {
      List<Double> logs = measures.logs(answer);
      double lead = logs.isEmpty() ? Double.NaN : logs.get(0) - logs.get(1);
      if (Double.isNaN(lead) && !logs.isEmpty()) {
        measures.count("NO_PROBABILITY");
      }
      measures.add(ACCURACY, Double.isNaN(lead) ? lead : lead > 0 ? 1 : 0);
      measures.add(PROBABILITY, 1 / (1 + Math.exp(-lead)));
    }
    return measures.finding();
  }

  /**
   * Accuracy and probability of the right letter; of equally likely letters the first is chosen.
   *
   * @param golds of every item, the index of its right letter
   */
  static SideEffectFinding choices(List<Integer> golds, List<Answer> answers) {
    ItemMeasures measures = new ItemMeasures();
    for (int i = 0; i < golds.size(); i++) {
      int gold = golds.get(i);
      List<Double> logs = measures.logs(answers.get(i));
      boolean known =
          logs.stream().noneMatch(log -> log.isNaN())
              && logs.stream().anyMatch(log -> log > Double.NEGATIVE_INFINITY);
      if (!known && !logs.isEmpty()) {
        measures.count("NO_PROBABILITY");
      }
      boolean right = known && new LetterScorer.Reply.Scored(logs).likeliest() == gold;
      measures.add(ACCURACY, known ? right ? 1 : 0 : Double.NaN);
      measures.add(PROBABILITY, known ? share(logs, letter -> letter == gold) : Double.NaN);
    }
    return measures.finding();
  }

  /** MC1 and MC2 of TruthfulQA; the true answers come first, the best of them before the others. */
  static SideEffectFinding truth(List<Suite.TruthItem> items, List<Answer> answers) {
    ItemMeasures measures = new ItemMeasures();
    for (int i = 0; i < items.size(); i++) {
      List<Double> logs = measures.logs(answers.get(i));
      int right = items.get(i).right().size();
      boolean known = !logs.isEmpty() && logs.stream().noneMatch(log -> log.isNaN());
      if (!known && !logs.isEmpty()) {
        measures.count("NO_PROBABILITY");
      }
      measures.add(MC1, known ? mc1(logs, right) : Double.NaN);
      measures.add(MC2, known ? mc2(logs, right) : Double.NaN);
    }
    return measures.finding();
  }

  static double mc1(List<Double> logs, int right) {
    double wrong =
        logs.stream()
            .skip(right)
            .mapToDouble(Double::doubleValue)
            .max()
            .orElse(Double.NEGATIVE_INFINITY);
    return logs.getFirst() > wrong ? 1 : 0;
  }

  /** Share of the true answers, which come first, in the probability of all. */
  static double mc2(List<Double> logs, int right) {
    return share(logs, i -> i < right);
  }

  /** Share of the right ones in the probability of all, relative to the likeliest one. */
  private static double share(List<Double> logs, IntPredicate right) {
    double most = logs.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    double sum = 0;
    double truth = 0;
    for (int i = 0; i < logs.size(); i++) {
      double p = Math.exp(logs.get(i) - most);
      sum += p;
      truth += right.test(i) ? p : 0;
    }
    return truth / sum;
  }

  /** Log-likelihood and divergence of texts, summed over the tokens of each. */
  static SideEffectFinding texts(List<TextAnswer> answers) {
    ItemMeasures measures = new ItemMeasures();
    for (TextAnswer answer : answers) {
      switch (answer) {
        case TextAnswer.Refused(String reason) -> {
          measures.count(reason);
          measures.text(Double.NaN, Double.NaN, 0);
        }
        case TextAnswer.Measured(double log, int tokens, double divergence, double dose) -> {
          measures.text(log, divergence, tokens);
          measures.largestDose = Math.max(measures.largestDose, dose);
        }
      }
    }
    return measures.finding();
  }

  private void text(double log, double divergence, int count) {
    add(LOG_LIKELIHOOD, log);
    add(DIVERGENCE, divergence);
    tokens.add(count);
  }

  /** The log-probabilities; none of an item that was refused. */
  private List<Double> logs(Answer answer) {
    return switch (answer) {
      case Answer.Refused(String reason) -> {
        count(reason);
        yield List.of();
      }
      case Answer.Scored(List<Double> logs, int _, double dose) -> {
        largestDose = Math.max(largestDose, dose);
        yield logs;
      }
    };
  }

  private void add(String measure, double value) {
    values.computeIfAbsent(measure, absent -> new ArrayList<>()).add(value);
  }

  private void count(String reason) {
    unscored.merge(reason, 1, Integer::sum);
  }

  private SideEffectFinding finding() {
    return new SideEffectFinding(values, tokens, unscored, largestDose);
  }
}
