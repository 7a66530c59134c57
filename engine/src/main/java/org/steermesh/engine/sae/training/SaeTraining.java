package org.steermesh.engine.sae.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.steermesh.engine.CancelSignal;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.torch.TorchProgram;
import org.steermesh.engine.training.TrainingCheckpoint;
import org.steermesh.engine.training.TrainingException;

/**
 * Trains one autoencoder on the activations of a model, measures it and writes it. What it holds at
 * a time is one block of activations; a checkpoint in the folder lets it go on where it was
 * stopped, with the result of a training that was not.
 */
public final class SaeTraining {

  private static final int CALIBRATION_ROWS = 1024;
  private static final long SEED_OF_ORDER = 0x9E3779B97F4A7C15L;

  private final SaeSource source;
  private final SaeShape shape;
  private final SaeTrainingOptions options;
  private final Run run;
  private final SaeCheckpoint checkpoint;

  private SaeCheckpoint.Progress progress =
      new SaeCheckpoint.Progress(0, ActivationStream.Place.BEGIN, 0, 0);
  private long begun;

  /**
   * How a training is run; none of it changes the result but {@code half}.
   *
   * @param folder to write to
   * @param resume whether to go on from the folder's checkpoint, where it has one
   * @param half whether to write float16; else float32
   * @param evaluationTokens held-out tokens to measure on, at most
   * @param saveEvery time between checkpoints
   * @param threads of one computation; 0 takes the number of cores
   */
  public record Run(
      Path folder,
      boolean resume,
      boolean half,
      long evaluationTokens,
      Duration saveEvery,
      int threads) {}

  /** Hears how far a training is. */
  public interface Listener {

    /**
     * While a block of activations is read.
     *
     * @param read activations of it
     * @param block activations that it will have, about
     */
    void reading(long read, long block);

    /**
     * After a step.
     *
     * @param tokens trained on
     * @param unexplained fraction of variance unexplained of the step's batch
     * @param active average number of active features of it
     */
    void trained(long tokens, double unexplained, double active);

    /** The training is done; measuring begins. */
    void measuring();
  }

  /**
   * Prepares a training.
   *
   * @throws TrainingException when the folder is used already, or the site has no name in files
   */
  public SaeTraining(SaeSource source, SaeShape shape, SaeTrainingOptions options, Run run) {
    int width = source.model().description().width();
    if (shape.width() != width) {
      throw new IllegalArgumentException(
          "a width of " + shape.width() + " is not the model's, " + width);
    }
    this.source = source;
    this.shape = shape;
    this.options = options;
    this.run = run;
    this.checkpoint = new SaeCheckpoint(run.folder(), settings());
    refuseUsedFolder();
  }

  private ObjectNode settings() {
    ObjectNode settings = new ObjectMapper().createObjectNode();
    settings.put("model digest", source.model().description().weightsDigest());
    settings.put("site", SaeFolder.hookName(source.site()));
    settings.put("text digest", source.text().digest());
    settings.put("context", source.context());
    settings.put("kind", shape.kind().label());
    settings.put("features", shape.features());
    settings.put("active", shape.active());
    settings.put("pre-encoder bias", shape.subtractsBias());
    settings.put("tokens", options.tokens());
    settings.put("batch", options.batch());
    settings.put("rate", options.rate());
    settings.put("penalty", options.penalty());
    settings.put("bandwidth", options.bandwidth());
    settings.put("auxiliary", options.auxiliary());
    settings.put("dead after", options.deadAfter());
    settings.put("buffer", options.buffer());
    settings.put("seed", options.seed());
    return settings;
  }

  /**
   * Trains, measures and writes; on cancellation leaves a checkpoint. For a platform thread.
   *
   * @throws TrainingException when the text, the checkpoint or the numbers do not allow it
   * @throws EngineException CANCELLED, or what the model refuses
   * @throws IOException when a file cannot be read or written
   */
  public TrainedSae train(Listener listener, CancelSignal cancel) throws IOException {
    Files.createDirectories(run.folder());
    Optional<SaeCheckpoint.Saved> saved = run.resume() ? checkpoint.read() : Optional.empty();
    saved.ifPresent(found -> progress = found.progress());
    begun = System.nanoTime() - progress.nanos();
    try (ActivationStream stream = new ActivationStream(source, progress.block())) {
      ActivationStream.Block block = block(stream, new Watch(listener, cancel));
      Standard standard = saved.map(SaeCheckpoint.Saved::standard).orElseGet(() -> standard(block));
      try (AutoencoderTrainer trainer = trainer(saved, block, standard)) {
        steps(stream, block, standard, trainer, new Watch(listener, cancel));
        listener.measuring();
        return finish(trainer, standard, stream.place().pass() + 1, cancel);
      }
    }
  }

  private void refuseUsedFolder() {
    if (Files.exists(run.folder().resolve(SaeFolder.CONFIG))) {
      throw new TrainingException(
          run.folder() + " holds an autoencoder already; name another folder, or delete it");
    }
    if (!run.resume() && Files.exists(run.folder().resolve(TrainingCheckpoint.FILE))) {
      throw new TrainingException(
          run.folder() + " holds an unfinished training; resume it, or name another folder");
    }
  }

  private ActivationStream.Block block(ActivationStream stream, Watch watch) throws IOException {
    int rows = blockRows();
    return stream.next(
        rows, orderSeed(), read -> watch.listener().reading(read, rows), watch.cancel());
  }

  private Standard standard(ActivationStream.Block block) {
    return Standard.of(block.rows(), block.order().length, shape.width());
  }

  /** Depends on where the block begins alone, so that it can be read again. */
  private int blockRows() {
    long left = (long) (options.steps() - progress.steps() + progress.served()) * options.batch();
    return (int) Math.min(options.buffer(), left);
  }

  private long orderSeed() {
    return (options.seed() * 31 + progress.steps() - progress.served()) * SEED_OF_ORDER;
  }

  private AutoencoderTrainer trainer(
      Optional<SaeCheckpoint.Saved> saved, ActivationStream.Block block, Standard standard) {
    if (saved.isPresent()) {
      return AutoencoderTrainer.resume(
          shape, options, saved.get().tensors(), progress.steps(), run.threads());
    }
    int rows = Math.min(CALIBRATION_ROWS, block.order().length);
    return AutoencoderTrainer.begin(shape, options, block.batch(0, rows, standard), run.threads());
  }

  /** What a running training tells and asks. */
  private record Watch(Listener listener, CancelSignal cancel) {}

  private void steps(
      ActivationStream stream,
      ActivationStream.Block first,
      Standard standard,
      AutoencoderTrainer trainer,
      Watch watch)
      throws IOException {
    ActivationStream.Block block = first;
    long saved = System.nanoTime();
    try {
      while (trainer.steps() < options.steps()) {
        if (progress.served() == block.batches(options.batch())) {
          progress =
              new SaeCheckpoint.Progress(trainer.steps(), stream.place(), 0, progress.nanos());
          block = block(stream, watch);
        }
        watch.cancel().check();
        float[] batch = block.batch(progress.served(), options.batch(), standard);
        AutoencoderTrainer.Seen seen = trainer.step(batch);
        long now = System.nanoTime();
        progress =
            new SaeCheckpoint.Progress(
                trainer.steps(), progress.block(), progress.served() + 1, now - begun);
        watch.listener().trained(trainedTokens(trainer), seen.unexplained(), seen.active());
        if (now - saved >= run.saveEvery().toNanos()) {
          checkpoint.write(progress, standard, trainer.state());
          saved = now;
        }
      }
      // Measuring may be stopped too.
      checkpoint.write(progress, standard, trainer.state());
    } catch (EngineException e) {
      if (e.reason() == EngineReason.CANCELLED) {
        checkpoint.write(progress, standard, trainer.state());
      }
      throw e;
    }
  }

  private long trainedTokens(AutoencoderTrainer trainer) {
    return (long) trainer.steps() * options.batch();
  }

  private TrainedSae finish(
      AutoencoderTrainer trainer, Standard standard, int passes, CancelSignal cancel)
      throws IOException {
    AutoencoderWeights exact = standard.unfold(trainer.weights());
    AutoencoderWeights written = run.half() ? exact.inFloat16() : exact;
    try (TorchProgram program = AutoencoderProgram.load(shape, options, run.threads())) {
      SaeQuality quality =
          new SaeEvaluation(source, standard.mean(), cancel)
              .measure(program, written, run.evaluationTokens());
      SaeFolder.write(run.folder(), source, written, run.half(), quality);
      checkpoint.delete();
      return new TrainedSae(
          shape, quality, trainedTokens(trainer), passes, trainer.dead(), progress.nanos());
    }
  }
}
