package org.steermesh.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.tokenizer.TokenSequence;

/** Against distributions that are scored token by token. */
final class DivergencesTest {

  private static final int[] TEXT = {376, 40, 41, 70, 71, 72, 43, 42};

  private final GoldenCase golden = new GoldenCase(GoldenCase.LLAMA);

  @Test
  void theDivergenceIsThatOfTheWholeDistributions() {
    List<Intervention> steered = GoldenCase.interventions(golden.run("add_all"));
    try (LanguageModel model =
        LanguageModel.open(golden.model(), new ModelOptions("", WeightFormat.F32, null, 1, 128))) {
      int[] rest = Arrays.copyOfRange(TEXT, 1, TEXT.length);
      ScoreRequest request = new ScoreRequest(GoldenCase.sequence(TEXT[0]), List.of(rest), steered);

      float[] found = model.divergences(request, CancelSignal.NEVER);

      assertThat(found).hasSize(rest.length);
      for (int i = 0; i < rest.length; i++) {
        TokenSequence before = GoldenCase.sequence(Arrays.copyOf(TEXT, i + 1));
        float[] plain = distribution(model, before, List.of());
        float[] moved = distribution(model, before, steered);
        double divergence = 0;
        for (int token = 0; token < plain.length; token++) {
          divergence += Math.exp(moved[token]) * (moved[token] - plain[token]);
        }
        assertThat((double) found[i]).as("token " + i).isCloseTo(divergence, within(1e-4));
        assertThat(divergence).isPositive();
      }
      ScoreRequest unsteered = new ScoreRequest(request.tokens(), List.of(rest), List.of());
      assertThat(model.divergences(unsteered, CancelSignal.NEVER)).containsOnly(0f);
    }
  }

  private static float[] distribution(
      LanguageModel model, TokenSequence before, List<Intervention> interventions) {
    List<int[]> every = new ArrayList<>();
    for (int token = 0; token < model.description().vocabulary(); token++) {
      every.add(new int[] {token});
    }
    List<float[]> logs =
        model
            .score(List.of(new ScoreRequest(before, every, interventions)), CancelSignal.NEVER)
            .getFirst()
            .logProbabilities();
    float[] all = new float[logs.size()];
    for (int token = 0; token < all.length; token++) {
      all[token] = logs.get(token)[0];
    }
    return all;
  }
}
