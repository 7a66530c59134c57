package org.steermesh.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.decoder.Device;
import org.steermesh.engine.decoder.Placement;
import org.steermesh.engine.decoder.WeightFormat;

/** That a check finds what is wrong, and that a folder of another kind is refused in words. */
class VerificationTest {

  private static final Path ALL = Path.of("src/test/resources/golden");
  private static final Path GOLDEN = ALL.resolve("llama3-f32");

  @TempDir Path folder;
  private String runs = "";

  @BeforeEach
  void copyThreeRuns() throws IOException {
    Files.createDirectories(folder.resolve("model"));
    Files.createDirectories(folder.resolve("ref"));
    for (String file :
        List.of(
            "model/config.json",
            "model/model.safetensors",
            "ref/vectors.safetensors",
            "ref/run_base.safetensors",
            "ref/run_add_all.safetensors",
            "ref/run_sas.safetensors")) {
      Files.copy(GOLDEN.resolve(file), folder.resolve(file));
    }
    runs = Files.readString(GOLDEN.resolve("ref/runs.json"));
    write(runs);
  }

  @Test
  void runsAreCheckedAndThoseWithoutTheirFilesAreNamed() {
    ReferenceCase reference = ReferenceCase.open(folder);

    assertThat(check(reference)).allMatch(result -> result.within(1e-4)).hasSize(2);
    assertThat(check(reference)).allMatch(result -> result.tokensRight() == 32);
    assertThat(reference.skipped())
        .containsEntry("sas", "the case has no sae/jumprelu")
        .containsEntry("clamp", "the case has no ref/run_clamp.safetensors")
        .hasSize(24);
  }

  @ParameterizedTest
  @CsvSource({"llama3-f32,5", "llama3-tied-bf16-sharded,3"})
  void autoencodersOfEveryKindAreTheReferences(String name, int results) {
    List<RunResult> all = AutoencoderVerification.check(ReferenceCase.open(ALL.resolve(name)), 1);
    assertThat(all).hasSize(results).allMatch(result -> result.within(1e-5));
    assertThat(all).extracting(RunResult::run).contains("jumprelu", "relu").endsWith("steered");
    assertThat(all.getFirst().deviations()).containsOnlyKeys("pre", "features", "decoded");
    assertThat(all.getLast().deviations())
        .containsOnlyKeys("sas", "sas_relu", "sae_clamp", "sae_add")
        .allSatisfy((run, deviation) -> assertThat(deviation).isPositive());
  }

  @Test
  void caseWithoutAutoencodersHasNoneToCheck() {
    assertThat(AutoencoderVerification.check(ReferenceCase.open(folder), 1)).isEmpty();
  }

  @Test
  void otherAutoencoderIsFound() throws IOException {
    Files.createDirectories(folder.resolve("sae"));
    Files.copy(GOLDEN.resolve("ref/sae.safetensors"), folder.resolve("ref/sae.safetensors"));
    Path file = folder.resolve("sae/params.npz");
    byte[] changed = Files.readAllBytes(GOLDEN.resolve("sae/params.npz"));
    // The exponent of a number in the middle of the first matrix.
    changed[32_768 + 2] ^= 0x3F;
    Files.write(file, changed);

    List<RunResult> all = AutoencoderVerification.check(ReferenceCase.open(folder), 1);
    assertThat(all).hasSize(1);
    assertThat(all.getFirst().within(1e-4)).isFalse();
  }

  @Test
  void otherStrengthIsFound() throws IOException {
    write(runs.replaceFirst("\"coef\": 2.0", "\"coef\": 2.01"));

    List<RunResult> results = check(ReferenceCase.open(folder));
    assertThat(results.get(0).within(1e-4)).isTrue();
    assertThat(results.get(1).run()).isEqualTo("add_all");
    assertThat(results.get(1).within(1e-4)).isFalse();
    assertThat(results.get(1).deviations().get("resid_post")).isGreaterThan(1e-3);
  }

  @Test
  void otherTokenIsFound() throws IOException {
    write(runs.replaceFirst("(\"greedy\": \\[\\s*)\\d+", "$11"));

    assertThat(check(ReferenceCase.open(folder)).getFirst().tokensRight()).isLessThan(32);
  }

  @Test
  void numberThatIsNotFiniteIsNeverWithinTolerance() {
    assertThat(Deviation.of(new float[] {Float.NaN, 1}, new float[] {1, 1})).isNaN();
    assertThat(new RunResult("x", Map.of("a", Double.NaN, "b", 0.0), 0, 0).within(1e9)).isFalse();
    assertThat(Deviation.of(new float[] {1, 3}, new float[] {1, 2})).isEqualTo(1 / Math.sqrt(2.5));
  }

  @Test
  void folderThatIsNoCaseIsRefusedWithWhatIsExpected() {
    Path absent = folder.resolve("absent");
    assertThatThrownBy(() -> ReferenceCase.find(absent))
        .isInstanceOf(ReferenceCaseException.class)
        .hasMessageContaining(absent + " is not a reference case")
        .hasMessageContaining("ref/run_NAME.safetensors");
    assertThatThrownBy(() -> ReferenceCase.find(folder.resolve("model")))
        .hasMessageContaining("has no model/config.json");
  }

  @Test
  void severalCasesAreFoundInOneFolder() {
    assertThat(ReferenceCase.find(ALL))
        .extracting(ReferenceCase::name)
        .startsWith("gemma2-f32", "gemma3-f32")
        .hasSize(7);
    assertThat(ReferenceCase.find(folder)).hasSize(1);
  }

  @Test
  void runsThatMakeNoSenseAreRefusedByName() throws IOException {
    write(runs.replaceFirst("\"kind\": \"add\"", "\"kind\": \"twist\""));
    assertRefused("run 'add_all': the edit 'twist' is not known");
    write(runs.replaceFirst("\"point\": \"resid_post\"", "\"point\": \"nowhere\""));
    assertRefused("run 'add_all'", "NOWHERE");
    write("{\"runs\": []}");
    assertRefused("no run that can be checked: of the 0");
    write("[");
    assertRefused("cannot be read as JSON");
  }

  @Test
  void vectorThatIsAbsentIsNamed() throws IOException {
    write(runs.replaceFirst("\"vector\": \"meandiff_last.2\"", "\"vector\": \"other\""));
    assertThatThrownBy(() -> ReferenceCase.open(folder))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("no tensor other");
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(() -> ReferenceCase.open(folder))
        .isInstanceOf(ReferenceCaseException.class)
        .hasMessageContainingAll(parts);
  }

  private void write(String text) throws IOException {
    Files.writeString(folder.resolve("ref/runs.json"), text);
  }

  private static List<RunResult> check(ReferenceCase reference) {
    try (Verification verification =
        Verification.open(reference, new Placement(WeightFormat.F32, Device.CPU), 1)) {
      return reference.runs().stream().map(verification::check).toList();
    }
  }
}
