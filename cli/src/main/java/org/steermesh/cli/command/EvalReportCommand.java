package org.steermesh.cli.command;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.steermesh.cli.Context;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.client.Report;
import org.steermesh.eval.v1.ReadReportRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steer eval report}. */
@Command(
    name = "report",
    description = "Write one report of experiments that succeeded.",
    footer = {"", "Example:", "  steer eval report cheerful-sweep --format HTML --out report.html"})
public final class EvalReportCommand extends MeshCommand {

  /** How a report is written. */
  enum Format {
    /** The evaluation as JSON. */
    JSON,
    /** One line per cell. */
    CSV,
    /** A page with plots. */
    HTML
  }

  @Parameters(
      arity = "1..64",
      paramLabel = "NAME",
      description = "Names of the experiments, in the order in which they are shown.")
  private List<String> names;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "HTML",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Format format;

  @Option(
      names = "--title",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Heading. Default: made from the behaviours.")
  private String title;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where it is written. Default: standard output.")
  private Optional<Path> file = Optional.empty();

  /** A command that prints to the context's terminal. */
  public EvalReportCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    ReadReportRequest request =
        ReadReportRequest.newBuilder()
            .addAllNames(names.stream().map(Names::evaluation).toList())
            .setFormat(
                switch (format) {
                  case JSON -> ReadReportRequest.Format.FORMAT_JSON;
                  case CSV -> ReadReportRequest.Format.FORMAT_CSV;
                  case HTML -> ReadReportRequest.Format.FORMAT_HTML;
                })
            .setTitle(title)
            .build();
    try {
      if (file.isEmpty()) {
        Report.copy(mesh, request, terminal().out());
        terminal().out().flush();
        return;
      }
      try (OutputStream out = Files.newOutputStream(file.get())) {
        Report.copy(mesh, request, out);
      }
      terminal().note("wrote " + file.get().toAbsolutePath());
    } catch (IOException e) {
      throw new SteerException(ExitCode.FAILED, "cannot write the report: " + e.getMessage(), e);
    }
  }
}
