package org.steermesh.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steermesh.engine.decoder.WeightFormat;

/** Adapters that the PEFT library trained and wrote compute here what they compute there. */
class AdapterOfPeftTest {

  private static final Path ADAPTERS = Path.of("src/test/resources/adapters/of-peft");

  @ParameterizedTest
  @CsvSource({
    "llama3-f32, llama3-f32-all-linear",
    "llama3-f32, llama3-f32-patterns",
    "qwen3-f32,  qwen3-f32-expression",
    "gemma2-f32, gemma2-f32-list"
  })
  void givesTheLogProbabilitiesOfTransformers(String base, String name) throws IOException {
    Path adapter = ADAPTERS.resolve(name);
    JsonNode expected = new ObjectMapper().readTree(adapter.resolve("expected.json").toFile());
    float[] theirs = floats(expected.get("log_probabilities"));
    int[] prompt =
        IntStream.range(0, expected.get("prompt").size())
            .map(i -> expected.get("prompt").get(i).asInt())
            .toArray();
    ModelOptions options = new ModelOptions("", WeightFormat.F32, null, 1, 256);
    Path model = new GoldenCase(base).model();
    try (LanguageModel adapted = LanguageModel.open(model, adapter, options);
        LanguageModel plain = LanguageModel.open(model, options)) {
      float[] ours = next(adapted, prompt, theirs.length);
      assertThat(GoldenCase.error(ours, theirs)).isLessThan(1e-4);
      assertThat(GoldenCase.error(next(plain, prompt, theirs.length), theirs)).isGreaterThan(0.1);
    }
  }

  private static float[] floats(JsonNode values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values.get(i).asDouble();
    }
    return floats;
  }

  /** Log-probability of every token after a prompt. */
  private static float[] next(LanguageModel model, int[] prompt, int vocabulary) {
    List<int[]> tokens = IntStream.range(0, vocabulary).mapToObj(i -> new int[] {i}).toList();
    ScoreRequest request = new ScoreRequest(GoldenCase.sequence(prompt), tokens, List.of());
    ScoreResult scored = model.score(List.of(request), CancelSignal.NEVER).getFirst();
    float[] all = new float[vocabulary];
    for (int i = 0; i < all.length; i++) {
      all[i] = scored.logProbabilities().get(i)[0];
    }
    return all;
  }
}
