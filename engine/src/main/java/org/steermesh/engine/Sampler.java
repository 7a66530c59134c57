package org.steermesh.engine;

import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Chooses tokens from logits. The order of the rules is: repetition penalty, temperature, top k,
 * top p, min p. For one sequence and one thread.
 */
final class Sampler {

  private final Sampling sampling;
  private final int choosable;
  private final SplittableRandom random;
  private final BitSet seen = new BitSet();

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
   */
  record Choice(int id, float logProbability) {}

  /** Chooses from the logits of one row, which are not changed. */
  Choice choose(float[] logits) {
    double[] scores = new double[Math.min(choosable, logits.length)];
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < logits.length; i++) {
      if (Float.isNaN(logits[i]) || logits[i] == Float.POSITIVE_INFINITY) {
        throw new EngineException(
            EngineReason.NOT_FINITE,
            "the logit of token "
                + i
                + " is "
                + logits[i]
                + "; the interventions are too strong, or the weights themselves are not finite");
      }
      largest = Math.max(largest, logits[i]);
      if (i < scores.length) {
        scores[i] = penalised(i, logits[i]);
      }
    }
    int id = sampling.temperature() == 0 ? likeliest(scores) : sample(scores);
    seen.set(id);
    return new Choice(id, (float) (logits[id] - logSumExp(logits, largest)));
  }

  private double penalised(int id, double logit) {
    if (!seen.get(id)) {
      return logit;
    }
    double penalty = sampling.repetitionPenalty();
    return logit > 0 ? logit / penalty : logit * penalty;
  }

  private static double logSumExp(float[] logits, double largest) {
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - largest);
    }
    return largest + Math.log(sum);
  }

  private static int likeliest(double[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      best = scores[i] > scores[best] ? i : best;
    }
    return best;
  }

  private int sample(double[] scores) {
    double largest = scores[likeliest(scores)];
    double[] weights = new double[scores.length];
    for (int i = 0; i < scores.length; i++) {
      weights[i] = Math.exp((scores[i] - largest) / sampling.temperature());
    }
    boolean cut = sampling.topK() > 0 || sampling.topP() < 1;
    int[] candidates =
        cut
            ? Nucleus.of(weights, sampling.topK(), sampling.topP())
            : IntStream.range(0, weights.length).toArray();
    return draw(candidates, weights);
  }

  /** Draws by weight among the candidates that min p leaves; the likeliest weight is 1. */
  private int draw(int[] candidates, double[] weights) {
    double total = 0;
    for (int candidate : candidates) {
      total += weight(weights[candidate]);
    }
    double at = random.nextDouble() * total;
    int last = candidates[0];
    for (int candidate : candidates) {
      double weight = weight(weights[candidate]);
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

  private double weight(double weight) {
    return weight >= sampling.minP() ? weight : 0;
  }
}
