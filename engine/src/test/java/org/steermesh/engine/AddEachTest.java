package org.steermesh.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.Target;

/** A vector of its own for every position. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AddEachTest {

  private static final int[] FIRST = {376, 65, 69, 283, 162, 276, 166};
  private static final int[] SECOND = {376, 186, 280, 27, 187, 66, 325};
  private static final Site STEERED = new Site(1, Target.RESIDUAL);
  private static final Site READ = new Site(3, Target.RESIDUAL);

  private final GoldenCase golden = new GoldenCase(GoldenCase.LLAMA);
  private final LanguageModel model =
      LanguageModel.open(golden.model(), new ModelOptions("", WeightFormat.F32, null, 1, 64));
  private final int width = model.description().width();

  @AfterAll
  void close() {
    model.close();
  }

  @Test
  void everyPositionGetsItsOwnVector() {
    float[] vectors = vectors(FIRST.length);
    List<Intervention> oneByOne = new ArrayList<>();
    for (int position = 0; position < FIRST.length; position++) {
      float[] own = Arrays.copyOfRange(vectors, position * width, (position + 1) * width);
      Positions at = Positions.at(List.of(position));
      oneByOne.add(new Intervention(STEERED, at, new Operation.Add(own, false), 2));
    }
    Intervention together =
        intervention(Positions.of(PositionRule.ALL), new Operation.AddEach(7, vectors), 2);
    assertThat(read(request(FIRST, List.of(together))).getFirst())
        .isDeepEqualTo(read(request(FIRST, oneByOne)).getFirst());
  }

  @Test
  void positionsNotSelectedOrAfterTheLastVectorStayAsTheyAre() {
    Operation twoVectors = new Operation.AddEach(2, vectors(2));
    Intervention rest = intervention(Positions.at(List.of(0, 5)), twoVectors, 1);
    Intervention first = intervention(Positions.at(List.of(0)), twoVectors, 1);
    assertThat(read(request(FIRST, List.of(rest))).getFirst())
        .isDeepEqualTo(read(request(FIRST, List.of(first))).getFirst());
  }

  @Test
  void differenceToAnotherTextTurnsEachSequenceOfABatchIntoTheOther() {
    List<float[][]> before = read(STEERED, request(FIRST, List.of()), request(SECOND, List.of()));
    CaptureRequest toSecond = request(FIRST, List.of(change(before.getFirst(), before.getLast())));
    CaptureRequest toFirst = request(SECOND, List.of(change(before.getLast(), before.getFirst())));
    List<float[][]> after = read(READ, toSecond, toFirst);
    List<float[][]> plain = read(READ, request(SECOND, List.of()), request(FIRST, List.of()));
    for (int sequence = 0; sequence < 2; sequence++) {
      for (int position = 0; position < FIRST.length; position++) {
        assertThat(GoldenCase.error(after.get(sequence)[position], plain.get(sequence)[position]))
            .isLessThan(1e-5);
      }
    }
  }

  @Test
  void vectorsThatDoNotFillTheirPositionsAreRefused() {
    Operation short7 = new Operation.AddEach(7, new float[6 * width]);
    CaptureRequest request =
        request(FIRST, List.of(intervention(Positions.of(PositionRule.ALL), short7, 1)));
    assertThatThrownBy(() -> model.capture(List.of(request), CancelSignal.NEVER))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("the list of vectors has 384 floats; the model needs 448");
    assertThatIllegalArgumentException().isThrownBy(() -> new Operation.AddEach(0, new float[0]));
  }

  private Intervention change(float[][] from, float[][] to) {
    float[] change = new float[from.length * width];
    for (int i = 0; i < change.length; i++) {
      change[i] = to[i / width][i % width] - from[i / width][i % width];
    }
    return intervention(
        Positions.of(PositionRule.ALL), new Operation.AddEach(from.length, change), 1);
  }

  private float[] vectors(int positions) {
    float[] vectors = new float[positions * width];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = (float) Math.sin(i);
    }
    return vectors;
  }

  private static Intervention intervention(
      Positions positions, Operation operation, float strength) {
    return new Intervention(STEERED, positions, operation, strength);
  }

  private static CaptureRequest request(int[] ids, List<Intervention> interventions) {
    return new CaptureRequest(
        GoldenCase.sequence(ids),
        List.of(STEERED, READ),
        Positions.of(PositionRule.ALL),
        interventions);
  }

  private List<float[][]> read(CaptureRequest... requests) {
    return read(READ, requests);
  }

  private List<float[][]> read(Site site, CaptureRequest... requests) {
    return model.capture(List.of(requests), CancelSignal.NEVER).stream()
        .map(captured -> captured.activations().get(site))
        .toList();
  }
}
