package org.steermesh.cli.demo.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.steermesh.cli.demo.world.DocumentGenerator;
import org.steermesh.cli.demo.world.DocumentMix;
import org.steermesh.cli.demo.world.World;
import org.steermesh.engine.checkpoint.SafetensorsWriter.NamedTensor;
import org.steermesh.engine.tokenizer.TextTokenizer;
import org.steermesh.engine.training.DecoderTrainer;
import org.steermesh.engine.training.ModelFolder;
import org.steermesh.engine.training.ModelShape;
import org.steermesh.engine.training.Products;
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

  private static final Products PRODUCTS = Products.fastest();

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
   * Trains, and writes the model after each stage.
   *
   * @throws IOException when the folder cannot be written
   */
  public TrainingSummary run() throws IOException {
    Files.createDirectories(folder);
    BpeTrainer.train(this::tokenizerTexts, MOST_PIECES).write(folder, TrainingPlan.CONTEXT);
    try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
      ModelShape shape = plan.shape(tokenizer.vocabularySize());
      progress.accept("vocabulary " + shape.vocabulary());
      List<TokenBatch> held =
          Stream.generate(heldOut(tokenizer)::next).limit(VALIDATION_BATCHES).toList();
      return train(shape, tokenizer, held);
    }
  }

  /** Without series, so that no letters stand side by side: each letter stays a token. */
  private Iterator<String> tokenizerTexts() {
    DocumentGenerator documents =
        new DocumentGenerator(new World(), DocumentMix.HINTS, plan.seed());
    return LongStream.range(0, TOKENIZER_DOCUMENTS)
        .mapToObj(i -> documents.document(DocumentGenerator.PRACTICE + i).text())
        .iterator();
  }

  private TrainingStage lastStage() {
    return plan.stages().getLast();
  }

  private TrainingSummary train(ModelShape shape, TextTokenizer tokenizer, List<TokenBatch> held)
      throws IOException {
    Instant begun = Instant.now();
    List<NamedTensor> weights = List.of();
    long document = 0;
    double loss = Double.NaN;
    double validation = Double.NaN;
    for (int i = 0; i < plan.stages().size(); i++) {
      TrainingStage stage = plan.stages().get(i);
      DocumentBatches batches = batches(tokenizer, stage.documents(), plan.seed(), document);
      try (DecoderTrainer trainer = trainer(shape, stage, weights)) {
        loss = train(trainer, stage, batches, held);
        validation = validationLoss(trainer, held);
        write(trainer, shape);
        weights = trainer.weights();
      }
      document = batches.nextDocument();
      progress.accept(
          "stage %d of %d done, validation loss %.4f nats per token"
              .formatted(i + 1, plan.stages().size(), validation));
    }
    Duration taken = Duration.between(begun, Instant.now());
    return new TrainingSummary(shape, plan, PRODUCTS, loss, validation, taken);
  }

  private DecoderTrainer trainer(ModelShape shape, TrainingStage stage, List<NamedTensor> weights) {
    return weights.isEmpty()
        ? new DecoderTrainer(shape, plan.options(stage), PRODUCTS)
        : new DecoderTrainer(shape, plan.options(stage), PRODUCTS, weights);
  }

  /** The smoothed loss of the last steps. */
  private double train(
      DecoderTrainer trainer, TrainingStage stage, DocumentBatches batches, List<TokenBatch> held) {
    Instant begun = Instant.now();
    Instant reported = begun;
    double loss = Double.NaN;
    while (trainer.steps() < stage.steps()) {
      float now = trainer.step(batches.next());
      loss = Double.isNaN(loss) ? now : 0.95 * loss + 0.05 * now;
      if (Duration.between(reported, Instant.now()).compareTo(REPORT_EVERY) >= 0) {
        reported = Instant.now();
        progress.accept(
            line(trainer.steps(), stage, loss, Duration.between(begun, reported))
                + "  letters %.3f".formatted(letterLoss(trainer, held)));
      }
    }
    return loss;
  }

  private String line(int step, TrainingStage stage, double loss, Duration taken) {
    double tokens = (double) step * plan.rows() * TrainingPlan.CONTEXT;
    return "step %d of %d  loss %.4f  %.2f M tokens  %.0f tokens/s"
        .formatted(step, stage.steps(), loss, tokens / 1e6, tokens * 1000 / taken.toMillis());
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

  private DocumentBatches heldOut(TextTokenizer tokenizer) {
    return batches(tokenizer, lastStage().documents(), plan.seed() + 1, DocumentGenerator.PRACTICE);
  }

  private DocumentBatches batches(TextTokenizer tokenizer, DocumentMix mix, long seed, long first) {
    DocumentGenerator documents = new DocumentGenerator(new World(), mix, seed);
    return new DocumentBatches(
        index -> tokenizer.encodePiece(documents.document(index).text()),
        new TokenWeights(
            id(tokenizer, "("),
            id(tokenizer, ":"),
            id(tokenizer, "A"),
            id(tokenizer, "B"),
            Set.of(id(tokenizer, "Choose"), id(tokenizer, "Remember"))),
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
