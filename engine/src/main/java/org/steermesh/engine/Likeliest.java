package org.steermesh.engine;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.steermesh.engine.decoder.NextTokens;

/** The likeliest next tokens of a row. */
final class Likeliest {

  private Likeliest() {}

  /**
   * The likeliest first; of equal ones lower ids.
   *
   * @param count how many
   * @param choosable tokens with an id below this
   */
  static List<TokenProbability> of(NextTokens.Row row, int count, int choosable) {
    if (count == 0) {
      return List.of();
    }
    float[] logits = Arrays.copyOf(row.logits(), Math.min(choosable, row.logits().length));
    return Arrays.stream(Nucleus.of(logits, count, 1))
        .mapToObj(id -> new TokenProbability(id, logits[id] - row.logSumExp()))
        .sorted(
            Comparator.comparingDouble(TokenProbability::logProbability)
                .reversed()
                .thenComparingInt(TokenProbability::id))
        .toList();
  }
}
