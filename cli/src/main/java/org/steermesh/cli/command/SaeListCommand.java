package org.steermesh.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.steermesh.cli.Context;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.file.FileProblem;
import org.steermesh.cli.sae.SaeFiles;
import org.steermesh.cli.sae.SaeTables;
import org.steermesh.cli.show.Terminal;
import org.steermesh.cli.show.Visible;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code steer sae list}: the autoencoders below a folder. */
@Command(
    name = "list",
    description = {
      "List the sparse autoencoders below a folder.",
      "Those of SAELens (cfg.json and sae_weights.safetensors) and of Gemma Scope (params.npz). One"
          + " that cannot be used is named with the reason; exit code 1 if none can, but some are"
          + " there."
    },
    footer = {"", "Example:", "  ./steer sae list /tmp"})
public final class SaeListCommand implements Callable<Integer> {

  private final Context context;

  @Mixin private OutputForm output;

  @Parameters(paramLabel = "DIR", description = "The folder to look in, eight levels deep.")
  private Path folder = Path.of(".");

  /** A command that prints to the context's terminal. */
  public SaeListCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Terminal terminal = context.terminal();
    SaeFiles files = find();
    if (output.isJson()) {
      terminal.result(SaeTables.json(files));
    } else if (files.found().isEmpty() && files.refused().isEmpty()) {
      terminal.note("no autoencoder below " + folder);
    } else {
      if (!files.found().isEmpty()) {
        SaeTables.list(files.found()).forEach(terminal::result);
      }
      files.refused().forEach((place, reason) -> terminal.note(Visible.of(place + ": " + reason)));
    }
    boolean failed = files.found().isEmpty() && !files.refused().isEmpty();
    return (failed ? ExitCode.FAILED : ExitCode.OK).status();
  }

  private SaeFiles find() {
    try {
      return SaeFiles.below(folder);
    } catch (IOException e) {
      throw FileProblem.reading(folder, e);
    }
  }
}
