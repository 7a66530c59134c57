package org.steermesh.cli.demo.training;

import java.util.Set;
import org.steermesh.engine.training.bpe.SpecialToken;

/**
 * How much the prediction of each token of a document counts. Answers matter more than what users
 * happen to ask, and the letter of an answer, one token in forty, more than its words; but not the
 * first letter of a document in which nothing yet says what it must be.
 */
final class TokenWeights {

  static final float LETTER = 5;
  private static final float ANSWER = 1;
  private static final float OTHER = 0.3f;

  private final int parenthesis;
  private final int colon;
  private final int first;
  private final int second;
  private final Set<Integer> telling;

  /**
   * The ids of "(", ":", "A" and "B", and of the words behind which a user tells the answer or the
   * side.
   */
  TokenWeights(int parenthesis, int colon, int first, int second, Set<Integer> telling) {
    this.parenthesis = parenthesis;
    this.colon = colon;
    this.first = first;
    this.second = second;
    this.telling = Set.copyOf(telling);
  }

  /** One weight for each token of a whole document. */
  float[] of(int[] document) {
    float[] weights = new float[document.length];
    boolean answering = false;
    boolean foreseeable = false;
    for (int i = 0; i < document.length; i++) {
      boolean letter = isLetter(document, i);
      if (answering && isLaterOfSeries(document, i)) {
        weights[i] = LETTER;
      } else if (letter) {
        weights[i] = foreseeable ? LETTER : OTHER;
      } else {
        weights[i] = answering ? ANSWER : OTHER;
      }
      if (document[i] == SpecialToken.ASSISTANT.id()) {
        answering = true;
      } else if (document[i] == SpecialToken.END.id()) {
        foreseeable |= answering;
        answering = false;
      }
      foreseeable |= document[i] == SpecialToken.SYSTEM.id() || telling.contains(document[i]);
    }
    return weights;
  }

  /** Whether a bare A or B follows another one, as in "(AB". */
  private boolean isLaterOfSeries(int[] document, int i) {
    return i > 0 && isAOrB(document[i]) && isAOrB(document[i - 1]);
  }

  private boolean isAOrB(int id) {
    return id == first || id == second;
  }

  /** Whether a bare A or B answers: after the assistant's mark, its "(", or "Answer:". */
  private boolean isLetter(int[] document, int i) {
    if (i < 2 || !isAOrB(document[i])) {
      return false;
    }
    int assistant = SpecialToken.ASSISTANT.id();
    int before = document[i - 1];
    return before == assistant
        || before == colon
        || (before == parenthesis && document[i - 2] == assistant);
  }
}
