package org.steermesh.engine.sae.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.steermesh.engine.torch.NativeScope;
import org.steermesh.engine.torch.NativeValue;
import org.steermesh.engine.torch.TorchProgram;
import org.steermesh.engine.training.TrainingException;

/** Training on sums of a few known directions. */
class AutoencoderTrainerTest {

  private static final int WIDTH = 24;
  private static final int TRUE_FEATURES = 40;
  private static final int FEATURES = 64;
  private static final int ACTIVE = 3;
  private static final int BATCH = 256;
  private static final int STEPS = 1500;

  private static SaeShape shape(TrainedKind kind) {
    return new SaeShape(kind, WIDTH, FEATURES, ACTIVE, kind == TrainedKind.TOPK);
  }

  private static SaeTrainingOptions options(int steps, double auxiliary) {
    return new SaeTrainingOptions(
        (long) steps * BATCH, BATCH, 3e-3, 1, 0.25, auxiliary, 20 * BATCH, BATCH, 5);
  }

  /** Sparse sums of unit directions, each of a size from 1 to 2; the directions stay the same. */
  private static final class World {
    private final float[][] directions = new float[TRUE_FEATURES][WIDTH];
    private final SplittableRandom random = new SplittableRandom(11);

    World() {
      for (float[] direction : directions) {
        double squares = 0;
        for (int i = 0; i < WIDTH; i++) {
          direction[i] = (float) random.nextGaussian();
          squares += direction[i] * direction[i];
        }
        for (int i = 0; i < WIDTH; i++) {
          direction[i] /= (float) Math.sqrt(squares);
        }
      }
    }

    float[] rows(int count) {
      float[] rows = new float[count * WIDTH];
      for (int row = 0; row < count; row++) {
        for (int n = 0; n < ACTIVE; n++) {
          float[] direction = directions[random.nextInt(TRUE_FEATURES)];
          float size = 1 + random.nextFloat();
          for (int i = 0; i < WIDTH; i++) {
            rows[row * WIDTH + i] += size * direction[i];
          }
        }
      }
      return rows;
    }

    float[] batch(Standard standard) {
      float[] rows = rows(BATCH);
      float[] batch = new float[rows.length];
      for (int i = 0; i < BATCH; i++) {
        standard.copy(rows, i, batch, i);
      }
      return batch;
    }

    /** How many directions a row of the decoder has a cosine above 0.9 with. */
    long found(float[] decoder) {
      return Arrays.stream(directions).filter(direction -> best(direction, decoder) > 0.9).count();
    }

    private static double best(float[] direction, float[] decoder) {
      double best = 0;
      for (int feature = 0; feature < decoder.length / WIDTH; feature++) {
        double product = 0;
        for (int i = 0; i < WIDTH; i++) {
          product += direction[i] * decoder[feature * WIDTH + i];
        }
        best = Math.max(best, product);
      }
      return best;
    }
  }

  @ParameterizedTest
  @EnumSource
  void mostTrueDirectionsAreFound(TrainedKind kind) {
    World world = new World();
    Standard standard = Standard.of(world.rows(4096), 4096, WIDTH);
    SaeTrainingOptions options = options(STEPS, 1.0 / 32);
    try (AutoencoderTrainer trainer =
        AutoencoderTrainer.begin(shape(kind), options, world.batch(standard), 1)) {
      assertThat(world.found(trainer.weights().decoder())).isLessThan(TRUE_FEATURES / 10);
      AutoencoderTrainer.Seen last = trainer.step(world.batch(standard));
      while (trainer.steps() < STEPS) {
        last = trainer.step(world.batch(standard));
      }
      assertThat(world.found(trainer.weights().decoder())).isGreaterThan(TRUE_FEATURES * 9 / 10);
      assertThat(last.unexplained()).isLessThan(0.1);
      assertThat(last.active()).isBetween(ACTIVE * 0.75, ACTIVE * 1.25);
    }
  }

  @ParameterizedTest
  @EnumSource
  void decoderRowsKeepLengthOneAndThresholdsAreNotNegative(TrainedKind kind) {
    World world = new World();
    try (AutoencoderTrainer trainer =
        AutoencoderTrainer.begin(
            shape(kind), options(20, 1), world.batch(Standard.none(WIDTH)), 1)) {
      for (int i = 0; i < 20; i++) {
        trainer.step(world.batch(Standard.none(WIDTH)));
      }
      AutoencoderWeights weights = trainer.weights();
      for (int feature = 0; feature < FEATURES; feature++) {
        double squares = 0;
        for (int i = 0; i < WIDTH; i++) {
          squares += Math.pow(weights.decoder()[feature * WIDTH + i], 2);
        }
        assertThat(squares).isCloseTo(1, Offset.offset(1e-5));
      }
      for (float threshold : weights.threshold()) {
        assertThat(threshold).isNotNegative();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void deadFeaturesComeBackToLifeForWhatTheOthersLeaveOver(TrainedKind kind) {
    Revival without = revival(kind, 0);
    assertThat(without.living()).isLessThanOrEqualTo(FEATURES / 2);
    Revival with = revival(kind, 1.0 / 8);
    assertThat(with.living()).isGreaterThanOrEqualTo(TRUE_FEATURES);
    assertThat(with.found()).isGreaterThan(without.found());
  }

  private record Revival(int living, long found) {}

  /** Half of the features begin so weak that they are never active. */
  private static Revival revival(TrainedKind kind, double auxiliary) {
    World world = new World();
    Standard standard = Standard.of(world.rows(4096), 4096, WIDTH);
    AutoencoderWeights weights = AutoencoderWeights.random(shape(kind), new SplittableRandom(3));
    for (int i = 0; i < weights.encoder().length; i++) {
      weights.encoder()[i] *= i % FEATURES < FEATURES / 2 ? 0.01f : 0.5f;
    }
    Arrays.fill(weights.threshold(), 0.5f);
    int steps = 600;
    try (AutoencoderTrainer trainer =
        AutoencoderTrainer.begin(weights, options(steps, auxiliary), 1)) {
      while (trainer.steps() < steps) {
        trainer.step(world.batch(standard));
      }
      return new Revival(FEATURES - trainer.dead(), world.found(trainer.weights().decoder()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void unfoldedWeightsRebuildActivationsAsTheyCome(TrainedKind kind) {
    World world = new World();
    float[] rows = world.rows(BATCH);
    for (int i = 0; i < rows.length; i++) {
      rows[i] = 7 * rows[i] + i % WIDTH;
    }
    Standard standard = Standard.of(rows, BATCH, WIDTH);
    float[] batch = new float[rows.length];
    for (int i = 0; i < BATCH; i++) {
      standard.copy(rows, i, batch, i);
    }
    SaeTrainingOptions options = options(40, 0);
    AutoencoderWeights trained = trained(kind, options, batch);
    float[] rebuilt = rebuild(trained, options, batch);
    float[] raw = rebuild(standard.unfold(trained), options, rows);
    for (int i = 0; i < rows.length; i++) {
      float expected = standard.deviation() * rebuilt[i] + standard.mean()[i % WIDTH];
      assertThat(raw[i]).isCloseTo(expected, Offset.offset(2e-3f));
    }
    assertThat(Standard.of(batch, BATCH, WIDTH).deviation()).isCloseTo(1, Offset.offset(1e-4f));
  }

  private static AutoencoderWeights trained(
      TrainedKind kind, SaeTrainingOptions options, float[] batch) {
    try (AutoencoderTrainer trainer = AutoencoderTrainer.begin(shape(kind), options, batch, 1)) {
      while (trainer.steps() < options.steps()) {
        trainer.step(batch);
      }
      return trainer.weights();
    }
  }

  private static float[] rebuild(
      AutoencoderWeights weights, SaeTrainingOptions options, float[] rows) {
    try (TorchProgram program = AutoencoderProgram.load(weights.shape(), options, 1);
        NativeScope scope = new NativeScope()) {
      NativeValue result =
          scope.add(
              program.call(
                  "rebuild",
                  scope.add(AutoencoderProgram.parameters(weights)),
                  scope.add(NativeValue.floats(rows, rows.length / WIDTH, WIDTH))));
      return scope.addAll(result.toTuple()).getFirst().toFloats();
    }
  }

  @Test
  void thresholdsMoveOnlyWithinTheBandwidthAndTowardsTheTarget() {
    // Pre-activations 0.55, 2 and 0.48 at thresholds of 0.5: two are active, the second far above.
    float[] tooMany = thresholdsAfterOneStep(1, 0.55f, 2, 0.48f);
    assertThat(tooMany[0]).isCloseTo(0.51f, Offset.offset(1e-5f));
    assertThat(tooMany[1]).isEqualTo(0.5f);
    assertThat(tooMany[2]).isCloseTo(0.51f, Offset.offset(1e-5f));
    float[] tooFew = thresholdsAfterOneStep(2, 0.45f, 2, 0.3f);
    assertThat(tooFew[0]).isCloseTo(0.49f, Offset.offset(1e-5f));
    assertThat(tooFew[1]).isEqualTo(0.5f);
    assertThat(tooFew[2]).isEqualTo(0.5f);
  }

  /** One activation (1, 1), whose reconstruction counts for next to nothing. */
  private static float[] thresholdsAfterOneStep(int target, float... pre) {
    SaeShape shape = new SaeShape(TrainedKind.JUMPRELU, 2, 3, target, false);
    AutoencoderWeights weights =
        new AutoencoderWeights(
            shape,
            new float[] {pre[0], pre[1], 0, 0, 0, pre[2]},
            new float[3],
            new float[] {1, 0, 1, 0, 0, 1},
            new float[2],
            new float[] {0.5f, 0.5f, 0.5f});
    SaeTrainingOptions options = new SaeTrainingOptions(1, 1, 0.01, 1000, 0.25, 0, 1, 1, 1);
    try (AutoencoderTrainer trainer = AutoencoderTrainer.begin(weights, options, 1)) {
      trainer.step(new float[] {1, 1});
      return trainer.weights().threshold();
    }
  }

  @Test
  void activationsThatAreAllTheSameAreRefused() {
    assertThatThrownBy(() -> Standard.of(new float[4 * WIDTH], 4, WIDTH))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("nothing to learn");
  }

  @Test
  void shapesAndOptionsThatCannotBeTrainedAreRefusedWithTheirLimits() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SaeShape(TrainedKind.TOPK, WIDTH, 8, 8, true))
        .withMessage("8 active features must be from 1 to 7");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SaeShape(TrainedKind.TOPK, WIDTH, 1 << 30, 8, true))
        .withMessageContaining("must be from 2 to 44739242");
    SaeShape shape = shape(TrainedKind.TOPK);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SaeTrainingOptions.of(shape, 100, BATCH, 1e-3, 1))
        .withMessageContaining("100 tokens must be from one batch of 256");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SaeTrainingOptions.of(shape, 1000, BATCH, 0, 1))
        .withMessageContaining("rate 0.0 must be above 0");
  }
}
