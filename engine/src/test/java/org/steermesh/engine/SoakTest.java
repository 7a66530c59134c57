package org.steermesh.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.Target;
import org.steermesh.engine.tokenizer.TokenSequence;
import org.steermesh.engine.torch.NativeLibrary;

/** Native memory is freed by hand; these tests notice when it is not. */
class SoakTest {

  private static final Positions ALL = Positions.of(PositionRule.ALL);

  private final GoldenCase golden = new GoldenCase(GoldenCase.LLAMA);
  private final List<Intervention> steering = steering(golden);

  /** Rounds of four requests; 5000 is the long run of 20 000. */
  private static final int ROUNDS = Integer.getInteger("steermesh.soak.rounds", 250);

  @Test
  void callsLeaveNoNativeValueOpen() {
    long before = NativeLibrary.liveValues();
    try (LanguageModel model = open()) {
      long idle = NativeLibrary.liveValues();
      for (int i = 0; i < 20; i++) {
        everything(model);
        assertThat(NativeLibrary.liveValues()).isEqualTo(idle);
      }
    }
    assertThat(NativeLibrary.liveValues()).isEqualTo(before);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void nativeHeapStaysFlatOverManyCalls() throws Throwable {
    NativeHeap heap = new NativeHeap();
    try (LanguageModel model = open()) {
      for (int i = 0; i < 20; i++) {
        everything(model);
      }
      long before = heap.bytesInUse();
      for (int i = 0; i < ROUNDS; i++) {
        everything(model);
      }
      // The virtual machine's own compiler comes and goes with some megabytes.
      assertThat(heap.bytesInUse() - before).isLessThan(16 << 20);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void closedModelsGiveTheirMemoryBack() throws Throwable {
    NativeHeap heap = new NativeHeap();
    open().close();
    long values = NativeLibrary.liveValues();
    long before = heap.bytesInUse();
    for (int i = 0; i < 15; i++) {
      open().close();
    }
    assertThat(NativeLibrary.liveValues()).isEqualTo(values);
    assertThat(heap.bytesInUse() - before).isLessThan(16 << 20);
  }

  private LanguageModel open() {
    return LanguageModel.open(golden.model(), new ModelOptions("", WeightFormat.F32, null, 1, 256));
  }

  private static List<Intervention> steering(GoldenCase golden) {
    Site site = new Site(1, Target.RESIDUAL);
    return List.of(
        new Intervention(site, ALL, new Operation.Add(golden.vector("random_a"), false), 0.1f),
        new Intervention(
            site,
            ALL,
            new Operation.SparseAdd(
                golden.support("jumprelu", golden.vector("sas")), Operation.Nonlinearity.OWN),
            0.1f));
  }

  private void everything(LanguageModel model) {
    int[] ids = new int[100];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = 1 + (7 * i) % 370;
    }
    TokenSequence tokens = GoldenCase.sequence(ids);
    CaptureRequest capture =
        new CaptureRequest(tokens, List.of(new Site(3, Target.MLP)), ALL, steering);
    model.capture(List.of(capture, capture), CancelSignal.NEVER);
    model.score(
        List.of(new ScoreRequest(tokens, List.of(new int[] {1}, new int[] {2, 3}), steering)),
        CancelSignal.NEVER);
    model.generate(
        new GenerationRequest(tokens, Sampling.greedy(4), steering),
        token -> {},
        CancelSignal.NEVER);
  }
}
