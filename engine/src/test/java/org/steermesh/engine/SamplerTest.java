package org.steermesh.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.steermesh.engine.decoder.NextTokens;

/** Logits of four tokens with probabilities 0.5, 0.25, 0.15, 0.1. */
class SamplerTest {

  private static final double[] PROBABILITIES = {0.5, 0.25, 0.15, 0.1};
  private static final int DRAWS = 20_000;

  @Test
  void frequenciesAreTheProbabilities() {
    int[] counts = draw(sampling(1, 0, 1, 0));
    for (int i = 0; i < counts.length; i++) {
      // Five standard deviations of a binomial count.
      double deviation = Math.sqrt(DRAWS * PROBABILITIES[i] * (1 - PROBABILITIES[i]));
      assertThat((double) counts[i]).isCloseTo(DRAWS * PROBABILITIES[i], within(5 * deviation));
    }
  }

  @Test
  void temperatureSharpens() {
    // At temperature 0.5 probabilities are squared: 0.25 of a total of 0.345.
    int[] counts = draw(sampling(0.5f, 0, 1, 0));
    assertThat(counts[0] / (double) DRAWS).isCloseTo(0.25 / 0.345, within(0.02));
    assertThat(draw(sampling(0, 0, 1, 0))).containsExactly(DRAWS, 0, 0, 0);
  }

  @Test
  void topKTopPAndMinPKeepTheLikeliest() {
    assertThat(drawn(sampling(1, 2, 1, 0))).containsExactly(0, 1);
    assertThat(drawn(sampling(1, 1, 1, 0))).containsExactly(0);
    assertThat(drawn(sampling(1, 0, 0.75f, 0))).containsExactly(0, 1);
    assertThat(drawn(sampling(1, 0, 0.76f, 0))).containsExactly(0, 1, 2);
    assertThat(drawn(sampling(1, 0, 1e-6f, 0))).containsExactly(0);
    assertThat(drawn(sampling(1, 0, 1, 0.29f))).containsExactly(0, 1, 2);
    assertThat(drawn(sampling(1, 0, 1, 0.31f))).containsExactly(0, 1);
    assertThat(drawn(sampling(1, 3, 0.85f, 0.4f))).containsExactly(0, 1);
  }

  @Test
  void equalSeedsGiveEqualTokens() {
    Sampler one = new Sampler(sampling(1, 0, 1, 0), new int[0], 4);
    Sampler other = new Sampler(sampling(1, 0, 1, 0), new int[0], 4);
    for (int i = 0; i < 100; i++) {
      assertThat(one.choose(row(1))).isEqualTo(other.choose(row(1)));
    }
  }

  @Test
  void biasAndPenaltiesChangeWhatIsChosenAndNotWhatIsReported() {
    Adjustment adjustment = new Adjustment(0.3f, 0.2f, Map.of(3, 2f, 99, 1f));
    Sampling sampling = new Sampling(0, 0, 1, 0, 1, 0, 1, List.of(), true, adjustment, 2);
    Sampler sampler = new Sampler(sampling, new int[] {0, 0, 0}, 4);
    // Logits ln of 0.5, 0.25, 0.15, 0.1: with its bias the last leads, until its penalties grow.
    List<Integer> chosen = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Sampler.Choice choice = sampler.choose(row(1));
      chosen.add(choice.id());
      assertThat(choice.logProbability())
          .isCloseTo((float) Math.log(PROBABILITIES[choice.id()]), within(1e-6f));
      assertThat(choice.alternatives()).extracting(TokenProbability::id).containsExactly(0, 1);
    }
    // 3: -0.30; then -0.80 against -0.69 of 0; then 0 has -1.19, so 3 again with -0.80; then 3 has
    // -1.10 and leads 0's -1.19.
    assertThat(chosen).containsExactly(3, 0, 3, 3);
  }

  @Test
  void repetitionPenaltyActsOnInputAndGeneratedTokens() {
    Sampling sampling = new Sampling(0, 0, 1, 0, 100, 0, 1, List.of(), true);
    Sampler sampler = new Sampler(sampling, new int[] {0}, 4);
    NextTokens.Row positive = row(0, 4, 3, 2, 1);
    assertThat(sampler.choose(positive).id()).isEqualTo(1);
    assertThat(sampler.choose(positive).id()).isEqualTo(2);
    assertThat(sampler.choose(positive).id()).isEqualTo(3);
    assertThat(sampler.choose(row(0, -1, -1, -1, -1)).id()).isEqualTo(0);
  }

  @Test
  void logProbabilityIsThatOfTheUnmodifiedDistribution() {
    Sampling sampling = new Sampling(0.1f, 1, 0.5f, 0.5f, 3, 0, 1, List.of(), true);
    Sampler.Choice choice = new Sampler(sampling, new int[] {1}, 4).choose(row(0.1f));
    assertThat((double) choice.logProbability())
        .isCloseTo(Math.log(PROBABILITIES[choice.id()]), within(1e-6));
  }

  @Test
  void idsWithoutTextAreNeverChosen() {
    Sampler sampler = new Sampler(sampling(0, 0, 1, 0), new int[0], 2);
    assertThat(sampler.choose(row(0, 0, 1, 2, 3)).id()).isEqualTo(1);
  }

  private static Sampling sampling(float temperature, int topK, float topP, float minP) {
    return new Sampling(temperature, topK, topP, minP, 1, 42, 1, List.of(), true);
  }

  private static int[] draw(Sampling sampling) {
    Sampler sampler = new Sampler(sampling, new int[0], 4);
    NextTokens.Row row = row(sampling.temperature());
    int[] counts = new int[4];
    for (int i = 0; i < DRAWS; i++) {
      counts[sampler.choose(row).id()]++;
    }
    return counts;
  }

  private static Set<Integer> drawn(Sampling sampling) {
    int[] counts = draw(sampling);
    Set<Integer> ids = new TreeSet<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        ids.add(i);
      }
    }
    return ids;
  }

  private static NextTokens.Row row(float temperature) {
    float[] logits = new float[4];
    for (int i = 0; i < 4; i++) {
      logits[i] = (float) Math.log(PROBABILITIES[i]) + 7;
    }
    return row(temperature, logits);
  }

  /** As the decoder makes it. */
  private static NextTokens.Row row(float temperature, float... logits) {
    float largest = Float.NEGATIVE_INFINITY;
    double sum = 0;
    for (float logit : logits) {
      largest = Math.max(largest, logit);
      sum += Math.exp(logit);
    }
    float[] weights = new float[temperature == 0 ? 0 : logits.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) Math.exp((logits[i] - largest) / temperature);
    }
    return new NextTokens.Row(logits, (float) Math.log(sum), weights);
  }
}
