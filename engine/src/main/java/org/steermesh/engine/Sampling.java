package org.steermesh.engine;

import java.util.List;

/**
 * How tokens are chosen from the logits.
 *
 * @param temperature 0 takes the likeliest token
 * @param topK keep the k likeliest; 0 keeps all
 * @param topP keep the smallest set whose probability reaches this; 1 keeps all
 * @param minP drop tokens below this fraction of the likeliest token's probability; 0 keeps all
 * @param repetitionPenalty divides positive and multiplies negative logits of seen tokens; 1 is
 *     none
 * @param seed of the sampler; equal seeds give equal tokens
 * @param maxTokens most tokens generated, at least 1
 * @param stopStrings generation ends before the first of these in the generated text
 * @param stopAtEndOfText whether an end-of-text token ends generation
 * @param adjustment what is added to the logits first
 * @param alternatives how many of the likeliest tokens are told with each one chosen
 */
public record Sampling(
    float temperature,
    int topK,
    float topP,
    float minP,
    float repetitionPenalty,
    long seed,
    int maxTokens,
    List<String> stopStrings,
    boolean stopAtEndOfText,
    Adjustment adjustment,
    int alternatives) {

  /** Most alternatives that are told. */
  public static final int MOST_ALTERNATIVES = 20;

  /** Refuses numbers that no sampler can follow; copies the list. */
  public Sampling {
    check(temperature >= 0 && Float.isFinite(temperature), "temperature", temperature, "0 or more");
    check(topK >= 0, "topK", topK, "0 or more");
    check(topP > 0 && topP <= 1, "topP", topP, "above 0 and at most 1");
    check(minP >= 0 && minP <= 1, "minP", minP, "from 0 to 1");
    check(
        repetitionPenalty > 0 && Float.isFinite(repetitionPenalty),
        "repetitionPenalty",
        repetitionPenalty,
        "above 0");
    check(maxTokens >= 1, "maxTokens", maxTokens, "1 or more");
    check(
        alternatives >= 0 && alternatives <= MOST_ALTERNATIVES,
        "alternatives",
        alternatives,
        "from 0 to " + MOST_ALTERNATIVES);
    stopStrings = List.copyOf(stopStrings);
  }

  /** Without adjustment and alternatives. */
  public Sampling(
      float temperature,
      int topK,
      float topP,
      float minP,
      float repetitionPenalty,
      long seed,
      int maxTokens,
      List<String> stopStrings,
      boolean stopAtEndOfText) {
    this(
        temperature,
        topK,
        topP,
        minP,
        repetitionPenalty,
        seed,
        maxTokens,
        stopStrings,
        stopAtEndOfText,
        Adjustment.NONE,
        0);
  }

  /** The same with another seed. */
  public Sampling withSeed(long other) {
    return new Sampling(
        temperature,
        topK,
        topP,
        minP,
        repetitionPenalty,
        other,
        maxTokens,
        stopStrings,
        stopAtEndOfText,
        adjustment,
        alternatives);
  }

  private static void check(boolean allowed, String name, float value, String range) {
    if (!allowed) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be " + range);
    }
  }

  /** The likeliest token each time, up to a number of tokens, ending at end-of-text. */
  public static Sampling greedy(int maxTokens) {
    return new Sampling(0, 0, 1, 0, 1, 0, maxTokens, List.of(), true);
  }
}
