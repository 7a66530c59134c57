package org.steermesh.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.engine.checkpoint.Checkpoint;
import org.steermesh.engine.checkpoint.SafetensorsWriter.NamedTensor;
import org.steermesh.engine.decoder.Decoder;
import org.steermesh.engine.decoder.KeyValueCache;
import org.steermesh.engine.decoder.PassResult;
import org.steermesh.engine.decoder.Window;

class DecoderTrainerTest {

  private static final int VOCABULARY = 17;
  private static final ModelShape SHAPE = new ModelShape(VOCABULARY, 16, 2, 4, 2, 24, 32);
  private static final TrainingOptions OPTIONS =
      new TrainingOptions(4, 12, 60, 5, 1e-2, 0.02, 0.1, 1, 7);

  /** Four rows that count up in steps of 1 to 4: the next token follows from the last two. */
  private static int[] countingRows() {
    int columns = OPTIONS.tokens() + 1;
    int[] ids = new int[OPTIONS.rows() * columns];
    Arrays.setAll(ids, i -> (i / columns + 1) * (i % columns) % VOCABULARY);
    return ids;
  }

  private static TokenBatch batch() {
    int[] ids = countingRows();
    float[] weights = new float[ids.length];
    Arrays.fill(weights, 1);
    return new TokenBatch(ids, weights);
  }

  @Test
  void aStepReportsTheServedLossUpToTheRoundingOfItsProducts() {
    try (DecoderTrainer trainer = new DecoderTrainer(SHAPE, OPTIONS)) {
      for (int i = 0; i < 20; i++) {
        trainer.step(batch());
      }
      float served = trainer.evaluate(countingRows());
      assertThat(trainer.step(batch())).isCloseTo(served, Offset.offset(0.02f * served));
    }
  }

  @Test
  void aPredictionWithoutWeightChangesNothing() {
    TokenBatch first = batch();
    TokenBatch second = batch();
    int last = OPTIONS.tokens();
    first.weights()[last] = 0;
    second.weights()[last] = 0;
    second.ids()[last] = (second.ids()[last] + 1) % VOCABULARY;
    try (DecoderTrainer one = new DecoderTrainer(SHAPE, OPTIONS);
        DecoderTrainer other = new DecoderTrainer(SHAPE, OPTIONS)) {
      assertThat(one.step(first)).isEqualTo(other.step(second));
      assertThat(one.evaluate(countingRows())).isEqualTo(other.evaluate(countingRows()));
    }
  }

  @Test
  void lossBeginsAtTheUniformGuessAndFalls() {
    try (DecoderTrainer trainer = new DecoderTrainer(SHAPE, OPTIONS)) {
      float first = trainer.step(batch());
      assertThat(first).isBetween(0.9f * log(VOCABULARY), 1.1f * log(VOCABULARY));
      for (int i = 1; i < OPTIONS.steps(); i++) {
        trainer.step(batch());
      }
      assertThat(trainer.evaluate(countingRows())).isLessThan(0.2f * first);
    }
  }

  @Test
  void equalSeedsGiveEqualWeightsAfterTraining() {
    assertThat(afterThreeSteps(OPTIONS)).isDeepEqualTo(afterThreeSteps(OPTIONS));
  }

  @Test
  void trainedFolderServesWithTheTrainersLoss(@TempDir Path folder) throws IOException {
    try (DecoderTrainer trainer = new DecoderTrainer(SHAPE, OPTIONS)) {
      trainer.step(batch());
      ModelFolder.write(folder, trainer, SHAPE, new ModelFolder.SpecialTokens(0, 1, 2, 3));
      float loss = trainer.evaluate(countingRows());
      assertThat(servedLoss(folder)).isCloseTo(loss, withinRelative(loss));
    }
  }

  @Test
  void tokenOutsideTheVocabularyIsRefused() {
    int[] ids = countingRows();
    ids[5] = VOCABULARY;
    try (DecoderTrainer trainer = new DecoderTrainer(SHAPE, OPTIONS)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> trainer.step(new TokenBatch(ids, new float[ids.length])))
          .withMessage("token 17 is outside 0 to 16");
    }
  }

  private static float servedLoss(Path folder) {
    int columns = OPTIONS.tokens();
    int[] ids = countingRows();
    int[][] inputs = new int[OPTIONS.rows()][];
    long[] predicted = new long[OPTIONS.rows() * columns];
    for (int row = 0; row < inputs.length; row++) {
      int start = row * (columns + 1);
      inputs[row] = Arrays.copyOfRange(ids, start, start + columns);
      for (int i = 0; i < columns; i++) {
        predicted[row * columns + i] = ids[start + i + 1];
      }
    }
    long[] every = new long[predicted.length];
    Arrays.setAll(every, i -> i);
    try (Checkpoint checkpoint = Checkpoint.open(folder);
        Decoder decoder = Decoder.load(checkpoint, 1);
        KeyValueCache cache = decoder.newCache(SHAPE.blocks(), inputs.length, columns);
        PassResult pass =
            decoder.run(
                new Window(inputs, new int[inputs.length], false),
                cache,
                List.of(),
                SHAPE.blocks(),
                every)) {
      double sum = 0;
      for (float logProbability : decoder.logProbabilities(pass.normed(), every, predicted)) {
        sum -= logProbability;
      }
      return (float) (sum / every.length);
    }
  }

  private static float[][] afterThreeSteps(TrainingOptions options) {
    try (DecoderTrainer trainer = new DecoderTrainer(SHAPE, options)) {
      for (int i = 0; i < 3; i++) {
        trainer.step(batch());
      }
      return trainer.weights().stream().map(NamedTensor::values).toArray(float[][]::new);
    }
  }

  private static float log(int n) {
    return (float) Math.log(n);
  }

  private static Offset<Float> withinRelative(float loss) {
    return Offset.offset(1e-5f * loss);
  }
}
