package org.steermesh.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.torch.NativeLibrary;

/** A model with an adapter is the model whose weights the adapter was merged into beforehand. */
class AdaptedModelTest {

  private static final int SOME_TOKENS = 24;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "llama3-f32,               F32,  1e-5",
    "llama3-tied-bf16-sharded, F32,  1e-5",
    "mistral-f32,              F32,  1e-5",
    "qwen2-tied-f32-sharded,   F32,  1e-5",
    "qwen3-f32,                F32,  1e-5",
    "gemma2-f32,               F32,  1e-5",
    "gemma3-f32,               F32,  1e-5",
    "llama3-tied-bf16-sharded, F16,  1e-5",
    "qwen3-f32,                BF16, 1e-5",
    "mistral-f32,              INT8, 1e-2"
  })
  void computesWhatTheMergedModelComputes(String name, WeightFormat format, double tolerance)
      throws IOException {
    Path base = new GoldenCase(name).model();
    RandomAdapter.write(base, folder.resolve("adapter"), folder.resolve("merged"));
    ModelOptions options = new ModelOptions("", format, null, 1, 256);
    long live = NativeLibrary.liveValues();
    try (LanguageModel adapted = LanguageModel.open(base, folder.resolve("adapter"), options);
        LanguageModel merged = LanguageModel.open(folder.resolve("merged"), options);
        LanguageModel plain = LanguageModel.open(base, options)) {
      float[] expected = scores(merged);
      assertThat(GoldenCase.error(scores(adapted), expected)).isLessThan(tolerance);
      assertThat(GoldenCase.error(scores(plain), expected)).isGreaterThan(0.1);
    }
    assertThat(NativeLibrary.liveValues()).isEqualTo(live);
  }

  /** Log-probabilities of single tokens after a prompt. */
  private static float[] scores(LanguageModel model) {
    List<int[]> continuations =
        IntStream.range(0, SOME_TOKENS).mapToObj(i -> new int[] {i}).toList();
    ScoreResult result =
        model
            .score(
                List.of(
                    new ScoreRequest(
                        GoldenCase.sequence(1, 5, 9, 20, 33, 8), continuations, List.of())),
                CancelSignal.NEVER)
            .getFirst();
    return flat(result);
  }

  private static float[] flat(ScoreResult result) {
    float[] all = new float[SOME_TOKENS];
    for (int i = 0; i < all.length; i++) {
      all[i] = result.logProbabilities().get(i)[0];
    }
    return all;
  }

  @Test
  void saysWhichAdapterAndHasADigestOfItsOwn() throws IOException {
    GoldenCase golden = new GoldenCase(GoldenCase.LLAMA);
    Path adapter = Path.of("src/test/resources/adapters", GoldenCase.LLAMA);
    ModelDescription plain = describe(golden.model(), null);
    ModelDescription adapted = describe(golden.model(), adapter);
    assertThat(plain.adapter()).isEmpty();
    AdapterDescription is = adapted.adapter().orElseThrow();
    assertThat(is.name()).isEqualTo(GoldenCase.LLAMA);
    assertThat(is.modules()).isEqualTo(4);
    assertThat(is.parameters()).isEqualTo(2 * (64 + 64) + 4 * (64 + 64) + 2 * 4 * (112 + 64));
    assertThat(adapted.weightsDigest()).isNotEqualTo(plain.weightsDigest());
    assertThat(adapted.parameters()).isEqualTo(plain.parameters());

    copy(adapter);
    assertThat(describe(golden.model(), folder).weightsDigest()).isEqualTo(adapted.weightsDigest());
    edit("\"lora_alpha\": 8", "\"lora_alpha\": 9");
    assertThat(describe(golden.model(), folder).weightsDigest())
        .isNotEqualTo(adapted.weightsDigest());
  }

  @Test
  void anAdapterThatWasTrainedForOtherWeightsIsRefused() throws IOException {
    GoldenCase golden = new GoldenCase(GoldenCase.LLAMA);
    copy(Path.of("src/test/resources/adapters", GoldenCase.LLAMA));
    String own = describe(golden.model(), null).weightsDigest();
    Files.writeString(folder.resolve("sft.json"), "{\"base_weights_digest\": \"" + own + "\"}");
    assertThat(describe(golden.model(), folder).adapter()).isPresent();
    Files.writeString(folder.resolve("sft.json"), "{\"base_weights_digest\": \"beef\"}");
    assertThatThrownBy(() -> describe(golden.model(), folder))
        .hasMessageContaining("another base")
        .hasMessageContaining("beef")
        .hasMessageContaining(own);
  }

  private static ModelDescription describe(Path model, @Nullable Path adapter) {
    ModelOptions options = new ModelOptions("", null, null, 1, 64);
    try (LanguageModel opened =
        adapter == null
            ? LanguageModel.open(model, options)
            : LanguageModel.open(model, adapter, options)) {
      return opened.description();
    }
  }

  private void copy(Path adapter) throws IOException {
    for (String file : List.of("adapter_config.json", "adapter_model.safetensors")) {
      Files.copy(adapter.resolve(file), folder.resolve(file));
    }
  }

  private void edit(String from, String to) throws IOException {
    Path file = folder.resolve("adapter_config.json");
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
  }
}
