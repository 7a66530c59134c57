package org.steermesh.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.sft.SftProgress;
import org.steermesh.cli.show.Terminal;
import org.steermesh.cli.study.StudyPlan;
import org.steermesh.engine.CancelSignal;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.training.TrainingException;
import org.steermesh.engine.training.lora.LabelledText;
import org.steermesh.engine.training.lora.LoraItems;
import org.steermesh.engine.training.lora.LoraOptions;
import org.steermesh.engine.training.lora.LoraTraining;

/**
 * The adapters of a study.
 *
 * @param knobs how they are trained
 * @param model that they change
 * @param terminal where their progress is shown
 */
record StudyTraining(SftKnobs knobs, Path model, Terminal terminal) implements StudyPlan.Training {

  @Override
  public void check(Map<Long, LoraItems> items, LongFunction<Path> folders) {
    items.forEach((seed, own) -> check(own, seed, folders.apply(seed)));
    // The model is opened once, for the items of all seeds.
    List<LabelledText> each =
        items.values().stream().flatMap(own -> own.training().stream()).distinct().toList();
    long seed = items.keySet().iterator().next();
    prepare(new LoraItems(each, List.of(), List.of()), seed, folders.apply(seed)).close();
  }

  private void check(LoraItems items, long seed, Path folder) {
    try {
      knobs.check(items, kept(folder));
      options(items, seed);
    } catch (SteerException e) {
      throw new SteerException(e.exitCode(), "seed %d: %s".formatted(seed, e.getMessage()), e);
    }
  }

  @Override
  public void train(LoraItems items, long seed, Path folder) {
    try (LoraTraining training = prepare(items, seed, folder);
        SftProgress progress = new SftProgress(terminal, options(items, seed).steps())) {
      // Ctrl-C ends the process, and with it the training, of which nothing is kept.
      training.train(progress, CancelSignal.NEVER);
    } catch (EngineException | TrainingException e) {
      throw new SteerException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new SteerException(
          ExitCode.FAILED, "cannot write " + folder + ": " + e.getMessage(), e);
    }
  }

  private LoraTraining prepare(LoraItems items, long seed, Path folder) {
    return knobs.prepare(model, items, options(items, seed), kept(folder));
  }

  private static SftKnobs.Kept kept(Path folder) {
    return new SftKnobs.Kept(folder, false, 0);
  }

  private LoraOptions options(LoraItems items, long seed) {
    return knobs.options(items.training().size(), seed);
  }
}
