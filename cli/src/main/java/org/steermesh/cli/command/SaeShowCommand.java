package org.steermesh.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.steermesh.cli.Context;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.file.FileProblem;
import org.steermesh.cli.sae.SaeFiles;
import org.steermesh.cli.sae.SaeTables;
import org.steermesh.cli.show.Terminal;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.sae.SparseAutoencoder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code steer sae show}: one autoencoder. */
@Command(
    name = "show",
    description = {
      "Show what a sparse autoencoder is.",
      "Its kind, size, site and model, as its files say, and the digest of its weights, for which"
          + " every byte is read."
    },
    footer = {"", "Example:", "  ./steer sae show /tmp/sae-512 --json"})
public final class SaeShowCommand implements Callable<Integer> {

  private static final String LENS_WEIGHTS = "sae_weights.safetensors";
  private static final String SCOPE_WEIGHTS = "params.npz";

  private final Context context;

  @Mixin private OutputForm output;

  @Parameters(
      paramLabel = "PATH",
      description = "A folder with cfg.json and sae_weights.safetensors, or a params.npz.")
  private Path place = Path.of(".");

  /** A command that prints to the context's terminal. */
  public SaeShowCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Terminal terminal = context.terminal();
    try (SparseAutoencoder opened = SparseAutoencoder.open(place)) {
      SaeFiles.Found found = new SaeFiles.Found(place, opened.description(), bytes());
      if (output.isJson()) {
        terminal.result(SaeTables.json(found, opened.digest()));
      } else {
        SaeTables.show(found, opened.digest()).forEach(terminal::result);
      }
    } catch (EngineException e) {
      throw new SteerException(ExitCode.FAILED, place + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw FileProblem.reading(place, e);
    }
    return ExitCode.OK.status();
  }

  private long bytes() throws IOException {
    if (!Files.isDirectory(place)) {
      return Files.size(place);
    }
    Path lens = place.resolve(LENS_WEIGHTS);
    return Files.size(Files.exists(lens) ? lens : place.resolve(SCOPE_WEIGHTS));
  }
}
