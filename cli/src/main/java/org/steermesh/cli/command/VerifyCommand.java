package org.steermesh.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.steermesh.cli.Context;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.show.Progress;
import org.steermesh.cli.show.Terminal;
import org.steermesh.cli.verify.CaseReport;
import org.steermesh.cli.verify.VerifyJson;
import org.steermesh.cli.verify.VerifyTables;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.decoder.Device;
import org.steermesh.engine.decoder.Placement;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.verify.AutoencoderVerification;
import org.steermesh.engine.verify.ReferenceCase;
import org.steermesh.engine.verify.ReferenceCaseException;
import org.steermesh.engine.verify.ReferenceRun;
import org.steermesh.engine.verify.RunResult;
import org.steermesh.engine.verify.Verification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steer verify}: reference cases on this machine. */
@Command(
    name = "verify",
    description = {
      "Check this machine's computation against a reference case.",
      "A case is a folder with model/ (a checkpoint), ref/runs.json (prompts, edits, tokens) and"
          + " ref/run_NAME.safetensors (the tensors of each run); sae/ holds the autoencoders of"
          + " sparse edits, and ref/sae.safetensors what they compute. Every run is computed anew. A deviation is the largest difference over"
          + " the root mean square of the reference. Exit code 1: a deviation is beyond the"
          + " tolerance or, in f32, a token is another one."
    },
    footer = {
      "",
      "Examples:",
      "  ./steer verify engine/src/test/resources/golden/llama3-f32",
      "  ./steer verify engine/src/test/resources/golden --dtype f16 --tolerance 0.01"
    })
public final class VerifyCommand implements Callable<Integer> {

  private final Context context;

  @Mixin private OutputForm output;

  @Parameters(paramLabel = "CASE_DIR", description = "A case, or a folder that holds several.")
  private Path directory = Path.of(".");

  @Option(
      names = "--dtype",
      paramLabel = "DTYPE",
      defaultValue = "f32",
      description = "${COMPLETION-CANDIDATES}: what matrices are held as. Default: f32.")
  private WeightFormat format = WeightFormat.F32;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      description = "cpu, or cuda, which needs native libraries with CUDA. Default: cpu.")
  private Device device = Device.CPU;

  @Option(
      names = "--tolerance",
      paramLabel = "X",
      description = "Largest deviation allowed. Default: 1e-4 in f32; none in other dtypes.")
  private Optional<Float> tolerance = Optional.empty();

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Threads of one computation; 0 takes the number of cores. Default: 0.")
  private int threads;

  /** A command that prints to the context's terminal. */
  public VerifyCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Terminal terminal = context.terminal();
    List<CaseReport> reports = reports(cases());
    if (output.isJson()) {
      terminal.result(VerifyJson.of(reports));
    } else {
      VerifyTables.lines(reports).forEach(terminal::result);
    }
    boolean agrees = reports.stream().allMatch(CaseReport::agrees);
    return (agrees ? ExitCode.OK : ExitCode.FAILED).status();
  }

  private List<ReferenceCase> cases() {
    if (threads < 0) {
      throw new SteerException(ExitCode.USAGE, "--threads " + threads + " must be 0 or more");
    }
    if (tolerance.isPresent() && tolerance.get() <= 0) {
      throw new SteerException(
          ExitCode.USAGE, "--tolerance " + tolerance.get() + " must be above 0");
    }
    try {
      return ReferenceCase.find(directory);
    } catch (ReferenceCaseException | EngineException e) {
      throw new SteerException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  private List<CaseReport> reports(List<ReferenceCase> cases) {
    long all = cases.stream().mapToLong(each -> each.runs().size()).sum();
    List<CaseReport> reports = new ArrayList<>();
    long done = 0;
    try (Progress progress = Progress.on(context.terminal(), "verify")) {
      for (ReferenceCase each : cases) {
        long before = done;
        reports.add(report(each, runs -> progress.update(before + runs, all)));
        done += each.runs().size();
      }
    }
    return reports;
  }

  /** Hears how many runs of a case are done. */
  private interface Done {
    void runs(int count);
  }

  private CaseReport report(ReferenceCase reference, Done done) {
    Placement placement = new Placement(format, device);
    try (Verification verification = Verification.open(reference, placement, threads)) {
      List<RunResult> results = new ArrayList<>();
      for (ReferenceRun run : reference.runs()) {
        results.add(verification.check(run));
        done.runs(results.size());
      }
      CaseReport.Subject subject =
          new CaseReport.Subject(
              reference.name(),
              verification.architecture(),
              verification.storageDtype(),
              placement);
      List<RunResult> autoencoders = AutoencoderVerification.check(reference, threads);
      return new CaseReport(subject, results, autoencoders, reference.skipped(), allowed());
    } catch (ReferenceCaseException | EngineException e) {
      throw new SteerException(ExitCode.FAILED, reference + ": " + e.getMessage(), e);
    }
  }

  private OptionalDouble allowed() {
    if (tolerance.isPresent()) {
      return OptionalDouble.of(tolerance.get());
    }
    return format == WeightFormat.F32
        ? OptionalDouble.of(CaseReport.F32_TOLERANCE)
        : OptionalDouble.empty();
  }
}
