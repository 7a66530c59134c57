package org.steermesh.engine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.steermesh.engine.CancelSignal;
import org.steermesh.engine.GenerationRequest;
import org.steermesh.engine.GenerationResult;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.ModelOptions;
import org.steermesh.engine.Sampling;
import org.steermesh.engine.decoder.Device;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.tokenizer.TokenSequence;

/** Random checkpoints open as any other, whatever they are stored in. */
class RandomCheckpointTest {

  static Stream<BenchShape> shapes() {
    return Stream.of(
        BenchShape.parse("32x3x4x2x64x300"),
        new BenchShape("untied", 32, 2, 4, 4, 8, 64, 300, false, false),
        new BenchShape("gemma", 32, 2, 4, 2, 16, 64, 300, true, true));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void theSameWeightsAreStoredInBothTypes(BenchShape shape, @TempDir Path folder)
      throws IOException {
    RandomCheckpoint.write(folder.resolve("f32"), shape, false);
    RandomCheckpoint.write(folder.resolve("bf16"), shape, true);
    try (LanguageModel whole = open(folder.resolve("f32"));
        LanguageModel half = open(folder.resolve("bf16"))) {
      assertThat(whole.description().storageDtype()).isEqualTo("F32");
      assertThat(half.description().storageDtype()).isEqualTo("BF16");
      assertThat(whole.description().vocabulary()).isEqualTo(300);
      assertThat(whole.tokenizer().vocabularySize()).isEqualTo(300);
      assertThat(whole.description().parameters()).isEqualTo(half.description().parameters());
      assertThat(generate(whole).ids()).hasSize(8).isEqualTo(generate(half).ids());
    }
  }

  private static LanguageModel open(Path folder) {
    return LanguageModel.open(folder, new ModelOptions("", WeightFormat.F32, Device.CPU, 1, 64));
  }

  private static GenerationResult generate(LanguageModel model) {
    return model.generate(
        new GenerationRequest(TokenSequence.ofIds(5, 250, 299), Sampling.greedy(8), List.of()),
        token -> {},
        CancelSignal.NEVER);
  }
}
