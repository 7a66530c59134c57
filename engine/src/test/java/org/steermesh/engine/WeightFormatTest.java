package org.steermesh.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steermesh.engine.checkpoint.TensorFile;
import org.steermesh.engine.decoder.Device;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.Target;
import org.steermesh.engine.tokenizer.TokenSequence;
import org.steermesh.engine.torch.NativeLibrary;

/** What each weight format changes, against the float64 reference on the stored weights. */
class WeightFormatTest {

  @ParameterizedTest
  @CsvSource({
    "llama3-tied-bf16-sharded, F32,  1e-4",
    "llama3-tied-bf16-sharded, F16,  1e-3",
    "llama3-tied-bf16-sharded, BF16, 0.1",
    "llama3-tied-bf16-sharded, INT8, 0.5",
    "qwen2-tied-f32-sharded,   F16,  1e-2",
    "qwen2-tied-f32-sharded,   INT8, 0.5",
    "gemma2-f32,               F16,  1e-2",
    "gemma2-f32,               BF16, 0.2"
  })
  void residualsStayNearTheReference(String name, WeightFormat format, double tolerance) {
    GoldenCase golden = new GoldenCase(name);
    TensorFile reference = golden.tensors("base");
    TokenSequence prompt = GoldenCase.sequence(golden.run("base").prompt());
    try (LanguageModel model = open(golden, format)) {
      int last = model.description().blocks() - 1;
      Site site = new Site(last, Target.RESIDUAL);
      float[][] rows = capture(model, prompt, site);

      float[] expected = reference.get("resid_post." + last);
      assertThat(GoldenCase.error(flat(rows), expected)).isLessThan(tolerance);
    }
  }

  @Test
  void sixteenBitCheckpointsAreHeldInSixteenBitsUnlessToldOtherwise() {
    ModelOptions unset = new ModelOptions("", null, null, 1, 64);
    try (LanguageModel stored16 =
            LanguageModel.open(new GoldenCase(GoldenCase.SHARDED).model(), unset);
        LanguageModel stored32 =
            LanguageModel.open(new GoldenCase(GoldenCase.LLAMA).model(), unset)) {
      assertThat(stored16.description().weightFormat()).isEqualTo(WeightFormat.F16);
      assertThat(stored32.description().weightFormat()).isEqualTo(WeightFormat.F32);
    }
  }

  @Test
  void weightsThatFloat16CannotHoldAreCounted() {
    try (LanguageModel exact = open(new GoldenCase(GoldenCase.SHARDED), WeightFormat.F32);
        LanguageModel fewer = open(new GoldenCase(GoldenCase.SHARDED), WeightFormat.F16);
        LanguageModel nearlyAll = open(new GoldenCase(GoldenCase.LLAMA), WeightFormat.F16)) {
      assertThat(exact.description().inexactWeights()).isZero();
      assertThat(fewer.description().inexactWeights())
          .isBetween(0L, exact.description().parameters() / 100);
      assertThat(nearlyAll.description().inexactWeights())
          .isGreaterThan(nearlyAll.description().parameters() / 2);
    }
  }

  @Test
  @DisabledIf("hasCuda")
  void aDeviceThatIsNotHereIsRefused() {
    ModelOptions cuda = new ModelOptions("", WeightFormat.F32, Device.CUDA, 1, 64);
    assertThatThrownBy(() -> LanguageModel.open(new GoldenCase(GoldenCase.LLAMA).model(), cuda))
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> assertThat(e.reason()).isEqualTo(EngineReason.DEVICE_UNAVAILABLE))
        .hasMessageContaining("docs/gpu.md");
  }

  static boolean hasCuda() {
    return NativeLibrary.hasCuda();
  }

  private static LanguageModel open(GoldenCase golden, WeightFormat format) {
    return LanguageModel.open(golden.model(), new ModelOptions("", format, null, 1, 64));
  }

  private static float[][] capture(LanguageModel model, TokenSequence prompt, Site site) {
    CaptureRequest request =
        new CaptureRequest(prompt, List.of(site), Positions.of(PositionRule.ALL), List.of());
    return Objects.requireNonNull(
        model.capture(List.of(request), CancelSignal.NEVER).getFirst().activations().get(site));
  }

  private static float[] flat(float[][] rows) {
    float[] all = new float[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, all, i * rows[0].length, rows[0].length);
    }
    assertThat(Arrays.stream(rows).allMatch(row -> row.length == rows[0].length)).isTrue();
    return all;
  }
}
