package org.steermesh.eval.domain;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.steermesh.eval.domain.Scorer.Answer;

/** From log-probabilities of options to scores. */
final class ItemScores {

  private ItemScores() {}

  /**
   * One score per question.
   *
   * @param answers one per question that can be scored, in order
   */
  static List<ItemScore> of(List<Question> questions, List<Answer> answers, String prefix) {
    Iterator<Answer> next = answers.iterator();
    List<ItemScore> scores = new ArrayList<>();
    for (Question question : questions) {
      scores.add(
          question.canBeScored(prefix)
              ? score(question.match(prefix), next.next())
              : new ItemScore.Unscored("ANSWERS_NOT_DISTINCT"));
    }
    return scores;
  }

  private static ItemScore score(String match, Answer answer) {
    return switch (answer) {
      case Answer.Refused(String reason) -> new ItemScore.Unscored(reason);
      case Answer.Scored(List<Double> logProbabilities, int tokens, double dose) -> {
        // p(match) / (p(match) + p(other)), from the difference of logs so that it cannot
        // underflow.
        double difference = logProbabilities.get(1) - logProbabilities.get(0);
        yield Double.isNaN(difference)
            ? new ItemScore.Unscored("NO_PROBABILITY")
            : new ItemScore.Scored(letter(match), 1 / (1 + Math.exp(difference)));
      }
    };
  }

  private static String letter(String match) {
    return match.matches("[A-Z]") ? match : "other";
  }
}
