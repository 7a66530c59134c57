package org.steermesh.cli.command;

import java.nio.file.Path;
import java.util.Optional;
import org.steermesh.cli.Context;
import org.steermesh.cli.mesh.MeshOptions;
import picocli.CommandLine.Option;

/** The model that a command works on. */
final class ModelFolder {

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "A model in Hugging Face layout. Default: the demo model.")
  private Optional<Path> model = Optional.empty();

  /** Where it lies. */
  Path resolve(Context context) {
    return model.orElseGet(() -> MeshOptions.demoModel(context.home()));
  }
}
