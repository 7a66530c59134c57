package org.steermesh.cli.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.steermesh.cli.Context;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.client.Report;
import org.steermesh.cli.file.FileProblem;
import org.steermesh.cli.show.Browser;
import org.steermesh.eval.v1.ReadReportRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steer eval report}. */
@Command(
    name = "report",
    description = "Write one report of one or more evaluations that succeeded.",
    footer = {
      "",
      "Example:",
      "  ./steer eval report cheerful-sweep --out /tmp/cheerful-sweep.html"
    })
public final class EvalReportCommand extends MeshCommand {

  /** How a report is written. */
  enum Format {
    /** A page with plots. */
    HTML,
    /** The evaluations as JSON. */
    JSON,
    /** One line per cell. */
    CSV
  }

  @Parameters(
      arity = "1..64",
      paramLabel = "NAME",
      description = "Names of the evaluations, in the order in which they are shown.")
  private List<String> names;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "HTML",
      description =
          "${COMPLETION-CANDIDATES}: a page with plots, the evaluations, or a line per cell."
              + " Default: ${DEFAULT-VALUE}.")
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

  @Option(
      names = "--open",
      description =
          "Open the report in the browser; where there is none, tell where it lies. Without --out"
              + " it is written to a temporary file.")
  private boolean open;

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
    ByteArrayOutputStream report = new ByteArrayOutputStream();
    try {
      Report.copy(mesh, request, report);
      if (file.isEmpty() && !open) {
        terminal().out().write(report.toByteArray());
        return;
      }
      // Only now: a refused report leaves the file as it was.
      write(file.isPresent() ? file.get() : temporary(), report.toByteArray());
    } catch (IOException e) {
      throw FileProblem.writing(file.orElse(Path.of("/dev/stdout")), e);
    }
  }

  private Path temporary() throws IOException {
    return Files.createTempFile("steer-report-", "." + format.name().toLowerCase(Locale.ROOT));
  }

  private void write(Path to, byte[] report) throws IOException {
    Files.write(to, report);
    Path full = to.toAbsolutePath();
    if (!open) {
      terminal().note("wrote " + full);
    } else if (Browser.open(full)) {
      terminal().note("opened " + full);
    } else {
      terminal().note("no browser was found here; the report is " + full);
    }
  }
}
