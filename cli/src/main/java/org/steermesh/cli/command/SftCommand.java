package org.steermesh.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.steermesh.cli.Context;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.mesh.MeshOptions;
import org.steermesh.cli.sft.HoldOut;
import org.steermesh.cli.sft.ItemFile;
import org.steermesh.cli.sft.Repeats;
import org.steermesh.cli.sft.SftProgress;
import org.steermesh.cli.sft.SftReport;
import org.steermesh.cli.show.Terminal;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.training.lora.LabelledText;
import org.steermesh.engine.training.lora.LoraItems;
import org.steermesh.engine.training.lora.LoraOptions;
import org.steermesh.engine.training.lora.LoraTraining;
import org.steermesh.engine.training.lora.LoraTrainingException;
import org.steermesh.engine.training.lora.TrainedAdapter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code steer sft}: supervised fine-tuning of a LoRA adapter. */
@Command(
    name = "sft",
    description = {
      "Train a LoRA adapter on labelled data.",
      "Items are lines of JSON: {\"prompt\": ..., \"completion\": ...}, or for multiple choice"
          + " {\"prompt\": \"... Answer:\", \"answer\": \"B\", \"choices\": [\"A\", \"B\"]}. The loss is that"
          + " of the completion's or answer's tokens. Only the adapter changes; the model stays as it"
          + " is. The result is a folder in the layout of PEFT, which steer up --adapter serves."
          + " Ctrl-C leaves a checkpoint in it, from which the same command with --resume goes on."
          + " See docs/sft.md."
    },
    footer = {
      "",
      "Examples:",
      "  ./steer sft --items items.jsonl --out /tmp/adapter",
      "  ./steer sft --model DIR --items train.jsonl --validation val.jsonl --test test.jsonl \\",
      "    --rank 16 --rate 0.0002 --epochs 2 --measure-every 50 --out adapter --resume"
    })
public final class SftCommand implements Callable<Integer> {

  private static final Duration SAVE_EVERY = Duration.ofSeconds(30);

  private final Context context;

  @Mixin private OutputForm output;

  @Mixin private SftKnobs knobs;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "A model in Hugging Face layout. Default: the demo model.")
  private Optional<Path> model = Optional.empty();

  @Option(
      names = "--items",
      paramLabel = "FILE",
      required = true,
      description = "Items to train on.")
  private Path file = Path.of(".");

  @Option(
      names = "--validation",
      paramLabel = "FILE",
      description = "Items to measure on before, on the way and after.")
  private Optional<Path> validation = Optional.empty();

  @Option(
      names = "--hold-out",
      paramLabel = "SHARE",
      description =
          "Without --validation: share of --items that is not trained on but measured"
              + " on; items with the same \"group\" stay together. Default: 0.1.")
  private Optional<Float> holdOut = Optional.empty();

  @Option(
      names = "--test",
      paramLabel = "FILE",
      description = "Items to measure on before and after.")
  private Optional<Path> test = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder to write to; it must not hold an adapter yet.")
  private Path out = Path.of(".");

  @Option(names = "--resume", description = "Go on from the checkpoint in --out, if it has one.")
  private boolean resume;

  /** A command that prints to the context's terminal. */
  public SftCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    knobs.check();
    LoraItems items = items();
    LoraOptions options = options(items);
    long begun = System.nanoTime();
    try (LoraTraining training = prepare(items, options)) {
      TrainedAdapter trained = run(training, options);
      Duration time = Duration.ofNanos(System.nanoTime() - begun);
      Terminal terminal = context.terminal();
      if (output.isJson()) {
        terminal.result(SftReport.json(trained, out, time));
      } else {
        SftReport.lines(trained, out, time).forEach(terminal::result);
      }
    }
    return ExitCode.OK.status();
  }

  private LoraItems items() {
    List<LabelledText> all = ItemFile.read(file);
    List<LabelledText> tested = test.map(ItemFile::read).orElse(List.of());
    if (validation.isPresent()) {
      if (holdOut.isPresent()) {
        throw usage("--hold-out is for training without --validation");
      }
      List<LabelledText> measured = ItemFile.read(validation.get());
      refuseRepeats(all, measured);
      refuseRepeats(all, tested);
      return new LoraItems(all, measured, tested);
    }
    float share = holdOut.orElse(0.1f);
    if (share < 0 || share >= 1) {
      throw usage("--hold-out " + share + " must be from 0 to below 1");
    }
    HoldOut parts = HoldOut.of(all, share, knobs.seed());
    refuseRepeats(all, tested);
    return new LoraItems(parts.training(), parts.validation(), tested);
  }

  private static void refuseRepeats(List<LabelledText> training, List<LabelledText> measured) {
    Repeats repeats = Repeats.of(training, measured);
    if (repeats.count() > 0) {
      throw usage(
          "%s repeats %s (%d such items): what is trained on cannot be measured on"
              .formatted(repeats.measured(), repeats.trained(), repeats.count()));
    }
  }

  private LoraOptions options(LoraItems items) {
    try {
      return knobs.options(items.training().size());
    } catch (IllegalArgumentException e) {
      throw new SteerException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  private LoraTraining prepare(LoraItems items, LoraOptions options) {
    Path folder = model.orElseGet(() -> MeshOptions.demoModel(context.home()));
    LoraTraining.Run run =
        new LoraTraining.Run(
            out,
            resume,
            knobs.maxLength(),
            knobs.measureEvery(),
            SAVE_EVERY,
            knobs.format(),
            knobs.threads(),
            knobs.batchTokens());
    try {
      context
          .terminal()
          .note(
              "items: %d to train on, %d of validation, %d of test"
                  .formatted(
                      items.training().size(), items.validation().size(), items.test().size()));
      return LoraTraining.prepare(folder, items, options, run);
    } catch (LoraTrainingException e) {
      throw new SteerException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    } catch (EngineException e) {
      throw new SteerException(ExitCode.USAGE, "--model: " + e.getMessage(), e);
    }
  }

  private TrainedAdapter run(LoraTraining training, LoraOptions options) {
    Terminal terminal = context.terminal();
    SftProgress progress = new SftProgress(terminal, options.steps());
    try (StopOnInterrupt stop = StopOnInterrupt.begin(terminal)) {
      return training.train(progress, stop);
    } catch (LoraTrainingException e) {
      throw new SteerException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    } catch (EngineException e) {
      if (e.reason() == EngineReason.CANCELLED) {
        throw new SteerException(
            ExitCode.INTERRUPTED, "stopped; the same command with --resume goes on", e);
      }
      throw new SteerException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new SteerException(ExitCode.FAILED, "cannot write " + out + ": " + e.getMessage(), e);
    } finally {
      progress.close();
    }
  }

  private static SteerException usage(String message) {
    return new SteerException(ExitCode.USAGE, message);
  }
}
