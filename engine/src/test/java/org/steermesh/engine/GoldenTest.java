package org.steermesh.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.steermesh.engine.decoder.Device;
import org.steermesh.engine.decoder.Placement;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.verify.ReferenceCase;
import org.steermesh.engine.verify.ReferenceRun;
import org.steermesh.engine.verify.RunResult;
import org.steermesh.engine.verify.Verification;

/** Every tensor of every golden run, within 1e-4 of its root mean square, and all greedy tokens. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GoldenTest {

  private static final double TOLERANCE = 1e-4;

  private final List<Opened> cases = new ArrayList<>();

  /** A golden case with its model loaded. */
  record Opened(ReferenceCase reference, Verification verification) {
    static Opened open(String name) {
      ReferenceCase reference = new GoldenCase(name).reference();
      return new Opened(
          reference, Verification.open(reference, new Placement(WeightFormat.F32, Device.CPU), 1));
    }
  }

  /** One run of one case. */
  record Example(Opened opened, ReferenceRun run) {
    @Override
    public String toString() {
      return opened.reference() + " " + run;
    }
  }

  @BeforeAll
  void open() {
    GoldenCase.ALL.forEach(name -> cases.add(Opened.open(name)));
  }

  @AfterAll
  void close() {
    cases.forEach(opened -> opened.verification().close());
  }

  Stream<Example> runs() {
    return cases.stream()
        .flatMap(opened -> opened.reference().runs().stream().map(run -> new Example(opened, run)));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void everyTensorAndTokenIsTheReferences(Example example) {
    RunResult result = example.opened().verification().check(example.run());
    assertThat(result.deviations())
        .containsKeys("resid_post", "final_norm", "logits", "greedy_logits")
        .allSatisfy((kind, deviation) -> assertThat(deviation).isLessThan(TOLERANCE));
    assertThat(result.tokensRight()).isEqualTo(result.tokens()).isEqualTo(32);
  }
}
