package org.steermesh.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.steermesh.engine.checkpoint.Checkpoint;
import org.steermesh.engine.checkpoint.SafetensorsWriter.NamedTensor;
import org.steermesh.engine.decoder.Decoder;
import org.steermesh.engine.decoder.KeyValueCache;
import org.steermesh.engine.decoder.PassResult;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.decoder.Window;

class DecoderTrainerTest {

  private static final int VOCABULARY = 17;
  private static final int ROWS = 4;
  private static final int TARGETS = 12;
  private static final ModelShape SHAPE = new ModelShape(VOCABULARY, 16, 2, 4, 2, 24, 32);
  private static final TrainingOptions OPTIONS = new TrainingOptions(60, 5, 1e-2, 0.02, 0.1, 1, 7);

  /** Four rows that count up in steps of 1 to 4: the next token follows from the last two. */
  private static TokenBatch countingRows() {
    int columns = TARGETS + 1;
    int[] ids = new int[ROWS * columns];
    Arrays.setAll(ids, i -> (i / columns + 1) * (i % columns) % VOCABULARY);
    return TokenBatch.even(ROWS, ids);
  }

  private static DecoderTrainer trainer() {
    return trainer(Products.FLOAT32);
  }

  private static DecoderTrainer trainer(Products products) {
    return new DecoderTrainer(SHAPE, OPTIONS, products);
  }

  @Test
  void lossBeginsAtTheUniformGuessAndFalls() {
    try (DecoderTrainer trainer = trainer()) {
      float first = trainer.step(countingRows());
      assertThat(first).isBetween(0.9f * log(VOCABULARY), 1.1f * log(VOCABULARY));
      for (int i = 1; i < OPTIONS.steps(); i++) {
        trainer.step(countingRows());
      }
      assertThat(trainer.evaluate(countingRows())).isLessThan(0.2f * first);
    }
  }

  @ParameterizedTest
  @EnumSource
  void equalSeedsGiveEqualWeightsAfterTraining(Products products) {
    assertThat(afterThreeSteps(products)).isDeepEqualTo(afterThreeSteps(products));
  }

  @Test
  void productsAreHalvedOnlyWhereTheProcessorHasInstructionsForIt(@TempDir Path folder)
      throws IOException {
    Path old = Files.writeString(folder.resolve("old"), "model name: bf16\nflags\t\t: avx512f\n");
    Path x86 = Files.writeString(folder.resolve("x86"), "flags\t\t: avx512f avx512_bf16\n");
    Path arm = Files.writeString(folder.resolve("arm"), "Features\t: asimd bf16 i8mm\n");
    assertThat(Products.fastest(old)).isEqualTo(Products.FLOAT32);
    assertThat(Products.fastest(x86)).isEqualTo(Products.BFLOAT16);
    assertThat(Products.fastest(arm)).isEqualTo(Products.BFLOAT16);
    assertThat(Products.fastest(folder.resolve("absent"))).isEqualTo(Products.FLOAT32);
  }

  @Test
  void trainedFolderServesWithTheTrainersLoss(@TempDir Path folder) throws IOException {
    try (DecoderTrainer trainer = trainer()) {
      trainer.step(countingRows());
      ModelFolder.write(folder, trainer, SHAPE, new ModelFolder.SpecialTokens(0, 1, 2, 3));
      float loss = trainer.evaluate(countingRows());
      assertThat(servedLoss(folder)).isCloseTo(loss, withinRelative(loss));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStepReportsTheServedLossUpToTheRoundingOfItsProducts(Products products) {
    try (DecoderTrainer trainer = trainer(products)) {
      for (int i = 0; i < 20; i++) {
        trainer.step(countingRows());
      }
      float served = trainer.evaluate(countingRows());
      assertThat(trainer.step(countingRows())).isCloseTo(served, Offset.offset(0.02f * served));
    }
  }

  @Test
  void aTargetOfWeightZeroTeachesNothing() {
    float[] weights = new float[ROWS * TARGETS];
    Arrays.fill(weights, 1);
    weights[TARGETS - 1] = 0;
    int[] ids = countingRows().ids();
    int[] others = ids.clone();
    others[TARGETS] = (others[TARGETS] + 1) % VOCABULARY;
    try (DecoderTrainer one = trainer();
        DecoderTrainer other = trainer()) {
      float loss = one.step(new TokenBatch(ROWS, ids, weights));
      assertThat(other.step(new TokenBatch(ROWS, others, weights))).isEqualTo(loss);
      assertThat(other.evaluate(countingRows())).isEqualTo(one.evaluate(countingRows()));
    }
  }

  @Test
  void targetsOfWeightZeroDoNotCount() {
    TokenBatch all = countingRows();
    float[] weights = new float[ROWS * TARGETS];
    Arrays.fill(weights, 0, TARGETS, 1);
    TokenBatch first = TokenBatch.even(1, Arrays.copyOf(all.ids(), TARGETS + 1));
    try (DecoderTrainer trainer = trainer()) {
      float counted = trainer.evaluate(new TokenBatch(ROWS, all.ids(), weights));
      assertThat(counted).isCloseTo(trainer.evaluate(first), withinRelative(counted));
    }
  }

  @Test
  void tokenOutsideTheVocabularyIsRefused() {
    TokenBatch batch = countingRows();
    batch.ids()[5] = VOCABULARY;
    try (DecoderTrainer trainer = trainer()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> trainer.step(batch))
          .withMessage("token 17 is outside 0 to 16");
    }
  }

  private static float servedLoss(Path folder) {
    int columns = TARGETS;
    int[] ids = countingRows().ids();
    int[][] inputs = new int[ROWS][];
    long[] predicted = new long[ROWS * columns];
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
        Decoder decoder = Decoder.load(checkpoint, WeightFormat.F32, 1);
        KeyValueCache cache = decoder.newCache(SHAPE.blocks(), inputs.length, columns);
        PassResult pass =
            decoder.run(
                Window.of(inputs, new int[inputs.length]),
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

  private static float[][] afterThreeSteps(Products products) {
    try (DecoderTrainer trainer = trainer(products)) {
      for (int i = 0; i < 3; i++) {
        trainer.step(countingRows());
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
