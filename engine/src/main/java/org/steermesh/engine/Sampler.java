package org.steermesh.engine;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.steermesh.engine.decoder.NextTokens;

/**
 * Chooses tokens. The order of the rules is: bias, repetition penalty, frequency and presence
 * penalty, temperature, top k, top p, min p. For one sequence and one thread.
 */
final class Sampler {

  private final Sampling sampling;
  private final int choosable;
  private final SplittableRandom random;
  private final BitSet seen = new BitSet();
  private final Map<Integer, Integer> generated = new HashMap<>();

  /**
   * Starts with the input's tokens seen.
   *
   * @param choosable token ids at or above this are never chosen: rows of the head that pad it to a
   *     round size and have no text
   */
  Sampler(Sampling sampling, int[] input, int choosable) {
    this.sampling = sampling;
    this.choosable = choosable;
    this.random = new SplittableRandom(sampling.seed());
    for (int id : input) {
      seen.set(id);
    }
  }

  /**
   * The next token.
   *
   * @param id the token
   * @param logProbability natural log under the unmodified distribution
   * @param alternatives the likeliest tokens under it, the likeliest first
   */
  record Choice(int id, float logProbability, List<TokenProbability> alternatives) {}

  /** Chooses from one row, which is not changed. */
  Choice choose(NextTokens.Row row) {
    check(row);
    int id = sampling.temperature() == 0 ? likeliest(scores(row)) : sample(row);
    seen.set(id);
    generated.merge(id, 1, Integer::sum);
    return new Choice(
        id,
        row.logits()[id] - row.logSumExp(),
        Likeliest.of(row, sampling.alternatives(), choosable));
  }

  /** A logit that is not a number, or infinite, makes the sum so too. */
  static void check(NextTokens.Row row) {
    if (Float.isFinite(row.logSumExp())) {
      return;
    }
    float[] logits = row.logits();
    int at = 0;
    while (at < logits.length - 1 && Float.isFinite(logits[at])) {
      at++;
    }
    throw new EngineException(
        EngineReason.NOT_FINITE,
        "the logit of token "
            + at
            + " is "
            + logits[at]
            + "; the interventions are too strong, or the weights themselves are not finite");
  }

  private boolean isUnadjusted() {
    return sampling.repetitionPenalty() == 1 && sampling.adjustment().isNone();
  }

  /** The logits after bias and penalties. */
  private float[] scores(NextTokens.Row row) {
    if (isUnadjusted()) {
      return row.logits();
    }
    float[] scores = row.logits().clone();
    Adjustment adjustment = sampling.adjustment();
    adjustment.bias().forEach((id, bias) -> add(scores, id, bias));
    penalise(scores);
    generated.forEach((id, count) ->
        add(scores, id, -adjustment.frequencyPenalty() * count - adjustment.presencePenalty()));
    return scores;
  }

  private static void add(float[] scores, int id, float what) {
    if (id < scores.length) {
      scores[id] += what;
    }
  }

  private void penalise(float[] scores) {
    float penalty = sampling.repetitionPenalty();
    for (int id = seen.nextSetBit(0); id >= 0 && id < scores.length; id = seen.nextSetBit(id + 1)) {
      scores[id] = scores[id] > 0 ? scores[id] / penalty : scores[id] * penalty;
    }
  }

  private int likeliest(float[] scores) {
    int best = 0;
    for (int i = 1; i < Math.min(choosable, scores.length); i++) {
      best = scores[i] > scores[best] ? i : best;
    }
    return best;
  }

  private int sample(NextTokens.Row row) {
    float[] weights = weights(row);
    boolean cut = sampling.topK() > 0 || sampling.topP() < 1;
    int[] candidates =
        cut
            ? Nucleus.of(weights, sampling.topK(), sampling.topP())
            : IntStream.range(0, weights.length).toArray();
    return draw(candidates, weights);
  }

  /** Of each token that may be chosen; 1 for the likeliest. */
  private float[] weights(NextTokens.Row row) {
    int count = Math.min(choosable, row.logits().length);
    if (isUnadjusted()) {
      return count == row.weights().length ? row.weights() : Arrays.copyOf(row.weights(), count);
    }
    float[] scores = scores(row);
    float largest = scores[likeliest(scores)];
    float[] weights = new float[count];
    for (int i = 0; i < count; i++) {
      weights[i] = (float) Math.exp((scores[i] - largest) / sampling.temperature());
    }
    return weights;
  }

  /** Draws by weight among the candidates that min p leaves; the likeliest weight is 1. */
  private int draw(int[] candidates, float[] weights) {
    double total = 0;
    for (int candidate : candidates) {
      total += weight(weights[candidate]);
    }
    double at = random.nextDouble() * total;
    int last = candidates[0];
    for (int candidate : candidates) {
      float weight = weight(weights[candidate]);
      if (weight > 0) {
        last = candidate;
        at -= weight;
        if (at < 0) {
          return last;
        }
      }
    }
    return last;
  }

  private float weight(float weight) {
    return weight >= sampling.minP() ? weight : 0;
  }
}
