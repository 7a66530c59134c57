package org.steermesh.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.steermesh.cli.Context;
import org.steermesh.cli.demo.training.DemoProbe;
import org.steermesh.cli.demo.training.DemoSamples;
import org.steermesh.cli.demo.training.DemoTraining;
import org.steermesh.cli.demo.training.ModelCard;
import org.steermesh.cli.demo.training.TrainingPlan;
import org.steermesh.cli.demo.training.TrainingSummary;
import org.steermesh.cli.show.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code steer train-demo-model}: makes the demo model again. */
@Command(
    name = "train-demo-model",
    description = {
      "Train the demo model from nothing and write it to a folder.",
      "The tokenizer and the model card are written with it. Takes one to two hours of one core.",
      "With the default steps and seed these are the committed demo model's weights, on a processor",
      "with instructions for bfloat16. Another one multiplies in float32 and makes another model,",
      "which may be steered less well: MODEL_CARD.md tells what was measured."
    },
    footer = {"", "Example:", "  ./steer train-demo-model --out /tmp/demo-model --steps 3000"})
public final class TrainDemoModelCommand implements Callable<Integer> {

  private final Context context;

  @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder to write to.")
  private Path out = Path.of(".");

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Training steps. Default: those of the committed model.")
  private int steps = TrainingPlan.DEMO.steps();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the documents and of the first weights. Default: ${DEFAULT-VALUE}.")
  private long seed = TrainingPlan.DEMO.seed();

  /** A command that prints to the context's terminal. */
  public TrainDemoModelCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    Terminal terminal = context.terminal();
    TrainingPlan plan = TrainingPlan.DEMO.withSteps(steps).withSeed(seed);
    TrainingSummary summary = new DemoTraining(plan, out, terminal::note).run();
    List<String> measurements = new ArrayList<>();
    Path data = context.home().resolve(Path.of("deploy", "local", "demo-data"));
    DemoProbe.run(
        out,
        data,
        line -> {
          terminal.result(line);
          measurements.add(line);
        });
    ModelCard.write(out, summary, measurements, DemoSamples.of(out, data));
    return 0;
  }
}
