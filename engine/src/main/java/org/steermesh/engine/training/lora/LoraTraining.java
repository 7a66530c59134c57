package org.steermesh.engine.training.lora;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.steermesh.engine.CancelSignal;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.checkpoint.Checkpoint;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.tokenizer.TextTokenizer;
import org.steermesh.engine.training.TrainingCheckpoint;
import org.steermesh.engine.training.TrainingException;

/**
 * Trains one LoRA adapter for a model on labelled texts, measures it and writes it. A checkpoint in
 * the folder lets it go on where it was stopped, with the result of a training that was not.
 */
public final class LoraTraining implements AutoCloseable {

  private final Path model;
  private final Checkpoint checkpoint;
  private final String baseDigest;
  private final LoraOptions options;
  private final Run run;
  private final Examples training;
  private final Examples validation;
  private final Examples test;
  private final LoraCheckpoint progress;
  private final List<Measurement> measurements = new ArrayList<>();

  /**
   * How a training is run; the format, the threads and the tokens change the rounding of the
   * result, nothing else does.
   *
   * @param folder to write to
   * @param resume whether to go on from the folder's checkpoint, where it has one
   * @param maxLength most tokens of an item; the model's context where that is less
   * @param measureEvery steps between measurements on the validation items; 0 measures before and
   *     after alone
   * @param saveEvery time between checkpoints
   * @param format what the model's matrices are held as, F32 or BF16
   * @param threads of one computation; 0 takes the number of cores
   * @param batchTokens most tokens that are computed at once
   */
  public record Run(
      Path folder,
      boolean resume,
      int maxLength,
      int measureEvery,
      Duration saveEvery,
      WeightFormat format,
      int threads,
      int batchTokens) {}

  /** Hears how far a training is. */
  public interface Listener {

    /**
     * After a step.
     *
     * @param step steps taken
     * @param loss of the step's items before it, in nats per token to learn
     */
    void trained(int step, double loss);

    /** After items that are not trained on were answered. */
    void measured(Measurement measurement);
  }

  private LoraTraining(
      Path model, Checkpoint checkpoint, LoraItems items, LoraOptions options, Run run) {
    this.model = model;
    this.checkpoint = checkpoint;
    this.options = options;
    this.run = run;
    this.baseDigest = checkpoint.weightsDigest();
    check(items, run);
    int limit = Math.min(run.maxLength(), checkpoint.config().context());
    try (TextTokenizer tokenizer = TextTokenizer.open(model)) {
      this.training = Examples.of(items.training(), tokenizer, limit);
      this.validation = Examples.of(items.validation(), tokenizer, limit);
      this.test = Examples.of(items.test(), tokenizer, limit);
    }
    this.progress = new LoraCheckpoint(run.folder(), settings());
  }

  /**
   * Refuses what no model is needed to refuse.
   *
   * @throws TrainingException when the folder is used already, or the items teach nothing
   */
  public static void check(LoraItems items, Run run) {
    items.check();
    refuseUsedFolder(run);
  }

  /**
   * Prepares a training.
   *
   * @param model a folder in Hugging Face layout
   * @throws TrainingException when the folder is used already, or the items cannot be learnt
   * @throws EngineException when the model cannot be opened
   */
  public static LoraTraining prepare(Path model, LoraItems items, LoraOptions options, Run run) {
    Checkpoint checkpoint = Checkpoint.open(model);
    try {
      return new LoraTraining(model, checkpoint, items, options, run);
    } catch (RuntimeException | Error e) {
      checkpoint.close();
      throw e;
    }
  }

  private ObjectNode settings() {
    ObjectNode settings = new ObjectMapper().createObjectNode();
    settings.put("base_weights_digest", baseDigest);
    settings.put("training_digest", training.digest());
    settings.put("training_items", training.all().size());
    settings.put("validation_digest", validation.digest());
    settings.put("test_digest", test.digest());
    settings.put("rank", options.rank());
    settings.put("alpha", options.alpha());
    settings.put("targets", String.join(" ", options.targets()));
    settings.put("steps", options.steps());
    settings.put("warmup_steps", options.warmupSteps());
    settings.put("schedule", options.schedule().label());
    settings.put("rate", options.rate());
    settings.put("weight_decay", options.weightDecay());
    settings.put("clip_norm", options.clipNorm());
    settings.put("batch", options.batch());
    settings.put("seed", options.seed());
    settings.put("measure_every", run.measureEvery());
    settings.put("dtype", run.format().label());
    settings.put("batch_tokens", run.batchTokens());
    return settings;
  }

  private static void refuseUsedFolder(Run run) {
    if (Files.exists(run.folder().resolve(LoraFolder.CONFIG))) {
      throw new TrainingException(
          run.folder() + " holds an adapter already; name another folder, or delete it");
    }
    if (!run.resume() && Files.exists(run.folder().resolve(TrainingCheckpoint.FILE))) {
      throw new TrainingException(
          run.folder() + " holds an unfinished training; resume it, or name another folder");
    }
  }

  /**
   * Trains, measures and writes; on cancellation leaves a checkpoint. For a platform thread.
   *
   * @throws TrainingException when the checkpoint is of another training
   * @throws EngineException CANCELLED, NOT_FINITE, or what the model refuses
   * @throws IOException when a file cannot be read or written
   */
  public TrainedAdapter train(Listener listener, CancelSignal cancel) throws IOException {
    Files.createDirectories(run.folder());
    Optional<LoraCheckpoint.Saved> saved = run.resume() ? progress.read() : Optional.empty();
    try (LoraTrainer trainer = trainer(saved)) {
      saved.ifPresent(found -> measurements.addAll(found.measurements()));
      steps(trainer, new Watch(listener, cancel));
      LoraFolder.write(run.folder(), model.toString(), options, trainer.weights(), origin(trainer));
      progress.delete();
      return new TrainedAdapter(trainer.parameters(), trainer.steps(), measurements);
    }
  }

  private LoraTrainer trainer(Optional<LoraCheckpoint.Saved> saved) {
    LoraTrainer.Means how = new LoraTrainer.Means(run.format(), run.threads(), run.batchTokens());
    return saved
        .map(found -> LoraTrainer.resume(checkpoint, options, how, found.tensors(), found.steps()))
        .orElseGet(() -> LoraTrainer.begin(checkpoint, options, how));
  }

  /** What a running training tells and asks. */
  private record Watch(Listener listener, CancelSignal cancel) {}

  private void steps(LoraTrainer trainer, Watch watch) throws IOException {
    EpochOrder order = new EpochOrder(training.all().size(), options.seed());
    long saved = System.nanoTime();
    try {
      measureIfDue(trainer, watch);
      while (trainer.steps() < options.steps()) {
        watch.cancel().check();
        double loss = trainer.step(batch(order, trainer.steps()));
        watch.listener().trained(trainer.steps(), loss);
        boolean last = trainer.steps() == options.steps();
        if (last || System.nanoTime() - saved >= run.saveEvery().toNanos()) {
          progress.write(trainer.steps(), measurements, trainer.state());
          saved = System.nanoTime();
        }
        measureIfDue(trainer, watch);
      }
    } catch (EngineException e) {
      if (e.reason() == EngineReason.CANCELLED) {
        progress.write(trainer.steps(), measurements, trainer.state());
      }
      throw e;
    }
  }

  private List<Example> batch(EpochOrder order, int step) {
    List<Example> batch = new ArrayList<>();
    long first = (long) step * options.batch();
    for (long place = first; place < first + options.batch(); place++) {
      batch.add(training.all().get(order.at(place)));
    }
    return batch;
  }

  /** Measures what this step asks for and a checkpoint did not bring. */
  private void measureIfDue(LoraTrainer trainer, Watch watch) {
    int step = trainer.steps();
    boolean end = step == 0 || step == options.steps();
    if (end || (run.measureEvery() > 0 && step % run.measureEvery() == 0)) {
      measure(trainer, Measurement.Part.VALIDATION, validation, watch);
    }
    if (end) {
      measure(trainer, Measurement.Part.TEST, test, watch);
    }
  }

  private void measure(LoraTrainer trainer, Measurement.Part part, Examples examples, Watch watch) {
    boolean known =
        measurements.stream()
            .anyMatch(each -> each.step() == trainer.steps() && each.part() == part);
    if (!known && !examples.all().isEmpty()) {
      Measured result = trainer.measure(examples.all(), watch.cancel());
      Measurement measurement = new Measurement(trainer.steps(), part, result);
      measurements.add(measurement);
      watch.listener().measured(measurement);
    }
  }

  private ObjectNode origin(LoraTrainer trainer) {
    ObjectNode origin = settings();
    origin.put("parameters", trainer.parameters());
    origin.set("measurements", LoraCheckpoint.json(measurements));
    return origin;
  }

  @Override
  public void close() {
    checkpoint.close();
  }
}
