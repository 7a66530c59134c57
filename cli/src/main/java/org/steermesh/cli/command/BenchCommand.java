package org.steermesh.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.steermesh.cli.Context;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.bench.BenchJson;
import org.steermesh.cli.bench.BenchMarkdown;
import org.steermesh.cli.bench.BenchRun;
import org.steermesh.cli.bench.BenchTables;
import org.steermesh.cli.bench.Devices;
import org.steermesh.cli.file.FileProblem;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.bench.BenchReport;
import org.steermesh.engine.bench.BenchShape;
import org.steermesh.engine.bench.Effort;
import org.steermesh.engine.decoder.Device;
import org.steermesh.engine.decoder.Placement;
import org.steermesh.engine.decoder.WeightFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code steer bench}: how fast the engine is here, and how fast it could be. */
@Command(
    name = "bench",
    description = {
      "Measure the engine's speed and memory on this machine.",
      "Prefill, decode, captures, contrastive pairs, a grid, what steering costs, loading, and Java's"
          + " own part; each as a ratio to what the machine allows, measured in the same run, and to"
          + " the project's target. Without --model, random checkpoints of the shapes are written to"
          + " a temporary folder: 0.5 GB for 110m, 4.4 GB for 1.1b, 5.2 GB for 2b-gemma, 16 GB for 8b in 16 bits. Give the"
          + " machine nothing else to do; 110m takes about five minutes a dtype."
    },
    footer = {
      "",
      "Examples:",
      "  ./steer bench",
      "  ./steer bench --shape 110m,1.1b --dtype f32,f16 --markdown docs/benchmarks.md",
      "  ./steer bench --model deploy/local/demo-model --quick --json"
    })
public final class BenchCommand implements Callable<Integer> {

  private static final String DEFAULT_SHAPE = "110m";

  private final Context context;

  @Mixin private OutputForm output;

  @Option(
      names = "--shape",
      paramLabel = "SHAPE",
      split = ",",
      description =
          "110m, 1.1b, 2b-gemma, 8b, or width x blocks x heads x key heads x MLP width x vocabulary,"
              + " such as 768x12x12x12x2048x32000; several with commas. Default: 110m.")
  private List<String> shapes = new ArrayList<>();

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "A model in Hugging Face layout, instead of a random one.")
  private Optional<Path> model = Optional.empty();

  @Option(
      names = "--dtype",
      paramLabel = "DTYPE",
      split = ",",
      defaultValue = "f32",
      description =
          "f32, bf16, f16, int8: what matrices are held as; several with commas, measured in that"
              + " order and compared. Default: ${DEFAULT-VALUE}.")
  private List<WeightFormat> formats = List.of();

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Threads of one computation; 0 takes the number of cores. Default: 0.")
  private int threads;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = Devices.AUTO,
      description =
          "Where to compute: cpu; cuda, which needs native libraries with CUDA (docs/gpu.md); auto:"
              + " cuda where it can be used. Default: ${DEFAULT-VALUE}.")
  private String device = Devices.AUTO;

  @Option(names = "--quick", description = "One repeat of little work, to see that all runs.")
  private boolean quick;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Write the random checkpoints there, and leave them for the next time.")
  private Optional<Path> keep = Optional.empty();

  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      description = "Write the result as a page of documentation too.")
  private Optional<Path> markdown = Optional.empty();

  /** A command that prints to the context's terminal. */
  public BenchCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    List<BenchReport> reports = reports();
    if (output.isJson()) {
      context.terminal().result(BenchJson.of(reports));
    } else {
      BenchTables.lines(reports).forEach(context.terminal()::result);
    }
    if (markdown.isPresent()) {
      write(markdown.get(), BenchMarkdown.of(reports, commandLine()));
    }
    return ExitCode.OK.status();
  }

  private List<BenchReport> reports() throws IOException {
    if (threads < 0) {
      throw usage("--threads " + threads + " must be 0 or more");
    }
    if (model.isPresent() && (!shapes.isEmpty() || keep.isPresent())) {
      throw usage("--model excludes --shape and --keep, which are about random checkpoints");
    }
    List<BenchShape> wanted = shapes();
    Device there = Devices.named(device, formats);
    List<Placement> placements =
        formats.stream().map(format -> new Placement(format, there)).toList();
    Effort effort = quick ? Effort.QUICK : Effort.FULL;
    BenchRun run = new BenchRun(placements, threads, effort, context.terminal());
    try {
      if (model.isPresent()) {
        return List.of(run.of(model.get()));
      }
      List<BenchReport> reports = new ArrayList<>();
      for (BenchShape shape : wanted) {
        reports.add(run.of(shape, keep));
      }
      return reports;
    } catch (EngineException e) {
      throw new SteerException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    }
  }

  private List<BenchShape> shapes() {
    try {
      return (shapes.isEmpty() ? List.of(DEFAULT_SHAPE) : shapes)
          .stream().map(BenchShape::parse).toList();
    } catch (IllegalArgumentException e) {
      throw usage("--shape: " + e.getMessage());
    }
  }

  private static SteerException usage(String message) {
    return new SteerException(ExitCode.USAGE, message);
  }

  /** What makes the same numbers again, without folders of this machine. */
  private String commandLine() {
    List<String> words = new ArrayList<>(List.of("./steer bench"));
    if (model.isPresent()) {
      words.add("--model " + model.get().getFileName());
    } else {
      words.add("--shape " + String.join(",", shapes.isEmpty() ? List.of(DEFAULT_SHAPE) : shapes));
    }
    words.add(
        "--dtype " + formats.stream().map(WeightFormat::label).collect(Collectors.joining(",")));
    if (quick) {
      words.add("--quick");
    }
    return String.join(" ", words);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw FileProblem.writing(file, e);
    }
  }
}
