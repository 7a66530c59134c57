package org.steermesh.cli.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.steermesh.cli.Context;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.sft.SftProgress;
import org.steermesh.cli.sft.SftReport;
import org.steermesh.cli.show.Terminal;
import org.steermesh.engine.training.lora.LoraItems;
import org.steermesh.engine.training.lora.LoraOptions;
import org.steermesh.engine.training.lora.LoraTraining;
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
          + " of the completion's or answer's tokens. A multiple-choice data set of a running mesh serves"
          + " as well. Only the adapter changes; the model stays as it"
          + " is. The result is a folder in the layout of PEFT, which steer up --adapter serves."
          + " Ctrl-C leaves a checkpoint in it, from which the same command with --resume goes on."
          + " See docs/sft.md."
    },
    footer = {
      "",
      "Examples:",
      "  ./steer sft --items items.jsonl --out /tmp/adapter",
      "  ./steer sft --dataset bbq-religion --split-seed 3 --out /tmp/adapter",
      "  ./steer sft --model DIR --items train.jsonl --validation val.jsonl \\",
      "    --test test.jsonl --rank 16 --rate 0.0002 --epochs 2 --out adapter --resume"
    })
public final class SftCommand implements Callable<Integer> {

  private final Context context;

  @Mixin private OutputForm output;

  @Mixin private SftItems data;

  @Mixin private SftKnobs knobs;

  @Mixin private ModelFolder model;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder to write to; it must not hold an adapter yet.")
  private Path out = Path.of(".");

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Of the first weights, the order of the items and what is held out. Default:"
              + " ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--measure-every",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Steps between measurements on the validation items; 0 measures before and after alone."
              + " Default: ${DEFAULT-VALUE}.")
  private int measureEvery;

  @Option(names = "--resume", description = "Go on from the checkpoint in --out, if it has one.")
  private boolean resume;

  /** A command that prints to the context's terminal. */
  public SftCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    knobs.check();
    SteerException.require(
        measureEvery >= 0, "--measure-every " + measureEvery + " must be 0 or more");
    LoraItems items = data.read(context, seed);
    LoraOptions options = knobs.options(items.training().size(), seed);
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

  private LoraTraining prepare(LoraItems items, LoraOptions options) {
    context
        .terminal()
        .note(
            "items: %d to train on, %d of validation, %d of test"
                .formatted(
                    items.training().size(), items.validation().size(), items.test().size()));
    return knobs.prepare(
        model.resolve(context), items, options, new SftKnobs.Kept(out, resume, measureEvery));
  }

  private TrainedAdapter run(LoraTraining training, LoraOptions options) {
    Terminal terminal = context.terminal();
    try (SftProgress progress = new SftProgress(terminal, options.steps())) {
      return StopOnInterrupt.train(
          terminal, "write " + out, stop -> training.train(progress, stop));
    }
  }
}
