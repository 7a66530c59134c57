package org.steermesh.cli.demo.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.steermesh.cli.demo.world.DocumentGenerator;
import org.steermesh.cli.demo.world.World;
import org.steermesh.engine.tokenizer.TextTokenizer;
import org.steermesh.engine.training.DecoderTrainer;
import org.steermesh.engine.training.ModelFolder;
import org.steermesh.engine.training.ModelShape;
import org.steermesh.engine.training.TokenBatch;
import org.steermesh.engine.training.bpe.BpeTrainer;
import org.steermesh.engine.training.bpe.SpecialToken;

/**
 * Makes the demo model from nothing: documents of the {@link World}, a tokenizer learnt from them,
 * a decoder trained on them.
 */
public final class DemoTraining {

  /** Documents the tokenizer is learnt from: they hold every word of the world. */
  private static final int TOKENIZER_DOCUMENTS = 12_000;

  /** So many pieces are never needed; learning ends when every word is one piece. */
  private static final int MOST_PIECES = 4096;

  private static final int VALIDATION_BATCHES = 8;
  private static final Duration REPORT_EVERY = Duration.ofSeconds(20);
  private static final Duration SAVE_EVERY = Duration.ofMinutes(3);

  private final TrainingPlan plan;
  private final Path folder;
  private final Consumer<String> progress;

  /**
   * Prepares a training.
   *
   * @param folder where the model is written, in the Hugging Face layout
   * @param progress is told one line now and then
   */
  public DemoTraining(TrainingPlan plan, Path folder, Consumer<String> progress) {
    this.plan = plan;
    this.folder = folder;
    this.progress = progress;
  }

  /**
   * Trains, and writes the model several times on the way.
   *
   * @throws IOException when the folder cannot be written
   */
  public TrainingSummary run() throws IOException {
    Files.createDirectories(folder);
    DocumentGenerator documents = new DocumentGenerator(new World(), plan.seed());
    BpeTrainer.train(
            () ->
                LongStream.range(0, TOKENIZER_DOCUMENTS)
                    .map(i -> DocumentGenerator.PRACTICE + i)
                    .mapToObj(i -> documents.document(i).text())
                    .iterator(),
            MOST_PIECES)
        .write(folder, TrainingPlan.CONTEXT);
    try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
      ModelShape shape = plan.shape(tokenizer.vocabularySize());
      progress.accept("vocabulary " + shape.vocabulary());
      try (DecoderTrainer trainer = new DecoderTrainer(shape, plan.options())) {
        return train(trainer, shape, tokenizer);
      }
    }
  }

  private TrainingSummary train(DecoderTrainer trainer, ModelShape shape, TextTokenizer tokenizer)
      throws IOException {
    Instant begun = Instant.now();
    Instant reported = begun;
    Instant saved = begun;
    DocumentBatches batches = batches(tokenizer, plan.seed());
    List<TokenBatch> held =
        Stream.generate(batches(tokenizer, plan.seed() + 1)::next)
            .limit(VALIDATION_BATCHES)
            .toList();
    double loss = Double.NaN;
    while (trainer.steps() < plan.steps()) {
      float now = trainer.step(batches.next());
      loss = Double.isNaN(loss) ? now : 0.95 * loss + 0.05 * now;
      if (Duration.between(reported, Instant.now()).compareTo(REPORT_EVERY) >= 0) {
        reported = Instant.now();
        progress.accept(
            line(trainer.steps(), loss, Duration.between(begun, reported))
                + "  letters %.3f".formatted(letterLoss(trainer, held)));
      }
      if (Duration.between(saved, Instant.now()).compareTo(SAVE_EVERY) >= 0) {
        saved = Instant.now();
        write(trainer, shape);
      }
    }
    write(trainer, shape);
    TrainingSummary summary =
        new TrainingSummary(
            shape,
            plan,
            loss,
            validationLoss(trainer, held),
            Duration.between(begun, Instant.now()));
    progress.accept("validation loss %.4f nats per token".formatted(summary.validationLoss()));
    return summary;
  }

  private String line(int step, double loss, Duration taken) {
    double tokens = (double) step * plan.rows() * TrainingPlan.CONTEXT;
    return "step %d of %d  loss %.4f  %.2f M tokens  %.0f tokens/s"
        .formatted(step, plan.steps(), loss, tokens / 1e6, tokens * 1000 / taken.toMillis());
  }

  /** Unweighted loss on documents of another seed, none of them practice. */
  private static double validationLoss(DecoderTrainer trainer, List<TokenBatch> held) {
    return held.stream()
        .mapToDouble(batch -> trainer.evaluate(TokenBatch.even(batch.rows(), batch.ids())))
        .average()
        .orElseThrow();
  }

  /** Loss of the letters of answers alone; 0.693 is a guess. */
  private static double letterLoss(DecoderTrainer trainer, List<TokenBatch> held) {
    return held.subList(0, 2).stream()
        .mapToDouble(batch -> trainer.evaluate(lettersOnly(batch)))
        .average()
        .orElseThrow();
  }

  private static TokenBatch lettersOnly(TokenBatch batch) {
    float[] weights = new float[batch.weights().length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = batch.weights()[i] == TokenWeights.LETTER ? 1 : 0;
    }
    return new TokenBatch(batch.rows(), batch.ids(), weights);
  }

  private DocumentBatches batches(TextTokenizer tokenizer, long seed) {
    DocumentGenerator documents = new DocumentGenerator(new World(), seed);
    long first = seed == plan.seed() ? 0 : DocumentGenerator.PRACTICE;
    return new DocumentBatches(
        index -> tokenizer.encodePiece(documents.document(index).text()),
        new TokenWeights(
            id(tokenizer, "("),
            id(tokenizer, ":"),
            id(tokenizer, "A"),
            id(tokenizer, "B"),
            id(tokenizer, "Choose")),
        first,
        plan.rows(),
        TrainingPlan.CONTEXT);
  }

  private static int id(TextTokenizer tokenizer, String piece) {
    int[] ids = tokenizer.encodePiece(piece);
    if (ids.length != 1) {
      throw new IllegalStateException("\"" + piece + "\" is " + ids.length + " tokens, not 1");
    }
    return ids[0];
  }

  private void write(DecoderTrainer trainer, ModelShape shape) throws IOException {
    ModelFolder.write(
        folder,
        trainer,
        shape,
        new ModelFolder.SpecialTokens(
            SpecialToken.BOS.id(),
            SpecialToken.EOS.id(),
            SpecialToken.END.id(),
            SpecialToken.PAD.id()));
  }
}
