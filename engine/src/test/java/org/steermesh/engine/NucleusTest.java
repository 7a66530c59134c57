package org.steermesh.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Against sorting the whole vocabulary. Weights are multiples of 1/1024: sums are exact. */
class NucleusTest {

  @RepeatedTest(200)
  void keepsWhatSortingKeeps(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    int size = 1 + random.nextInt(300);
    int values = 1 + random.nextInt(1000);
    float[] weights = new float[size];
    for (int i = 0; i < size; i++) {
      weights[i] = (random.nextInt(values) + 1) / 1024f;
    }
    int topK = random.nextInt(size + 2);
    double topP = (1 + random.nextInt(64)) / 64.0;

    int[] kept = Nucleus.of(weights, topK, topP);

    Arrays.sort(kept);
    assertThat(kept).isEqualTo(sorted(weights, topK, topP));
  }

  @Test
  void peakedWeightsKeepOne() {
    float[] weights = new float[32000];
    weights[777] = 1;
    assertThat(Nucleus.of(weights, 0, 0.95)).containsExactly(777);
    assertThat(Nucleus.of(weights, 1, 1)).containsExactly(777);
  }

  private static int[] sorted(float[] weights, int topK, double topP) {
    int[] order =
        IntStream.range(0, weights.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> weights[i]).reversed())
            .mapToInt(Integer::intValue)
            .toArray();
    int most = topK == 0 ? order.length : Math.min(topK, order.length);
    double total = Arrays.stream(order, 0, most).mapToDouble(i -> weights[i]).sum();
    double reached = 0;
    int kept = 0;
    while (kept < most && reached < topP * total) {
      reached += weights[order[kept++]];
    }
    return Arrays.stream(order, 0, kept).sorted().toArray();
  }
}
