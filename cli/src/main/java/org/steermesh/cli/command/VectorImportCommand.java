package org.steermesh.cli.command;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.steermesh.cli.Context;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.client.VectorFiles;
import org.steermesh.type.v1.Site;
import org.steermesh.vector.v1.ImportVectorHeader;
import org.steermesh.vector.v1.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steer vector import}. */
@Command(
    name = "import",
    description = {
      "Make a version of a file: a control vector of llama.cpp, safetensors, NumPy, PyTorch, or a"
          + " bundle of Steermesh.",
      "A foreign file is taken to belong to the model that the mesh hosts. Nothing in it is run: of"
          + " PyTorch's files only tensors are read."
    },
    footer = {
      "",
      "Examples:",
      "  ./steer vector import cheerful-copy target/cheerful.gguf",
      "  ./steer vector import cheerful-twin target/cheerful.steer"
    })
public final class VectorImportCommand extends MeshCommand {

  @Mixin private OutputForm output;

  @Parameters(index = "0", paramLabel = "NAME", description = "The vector that gets a version.")
  private String name;

  @Parameters(index = "1", paramLabel = "FILE", description = "The file.")
  private Path file;

  @Mixin private VectorFileOptions options;

  @Mixin private StoredDtypeOption stored;

  @Option(
      names = "--site",
      paramLabel = "SITE",
      description = "Where the vector of a file acts that holds one and does not say its block.")
  private @Nullable Site site;

  @Option(
      names = "--default-site",
      paramLabel = "SITE",
      description = "Where it acts when nobody says, of a file with several sites.")
  private @Nullable Site defaultSite;

  @Option(
      names = "--behaviour",
      paramLabel = "WORD",
      defaultValue = "",
      description = "What it does. Default: the name.")
  private String behaviour;

  @Option(names = "--label", paramLabel = "KEY=VALUE", description = "A label; repeatable.")
  private Map<String, String> labels = Map.of();

  /** A command that prints to the context's terminal. */
  public VectorImportCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    String fileName = String.valueOf(file.getFileName());
    ImportVectorHeader.Builder header =
        ImportVectorHeader.newBuilder()
            .setVectorId(Names.vectorId(name))
            .setFormat(options.format(fileName))
            .setConvention(options.convention())
            .setBehaviour(behaviour)
            .putAllLabels(labels)
            .setFileName(fileName)
            .setStoredDtype(stored.dtype());
    if (site != null) {
      header.setSite(site);
    }
    if (defaultSite != null) {
      header.setDefaultSite(defaultSite);
    }
    Version version = VectorFiles.send(mesh, header.build(), file);
    if (output.isJson()) {
      printJson(version);
    } else {
      print(VersionTables.of(version));
    }
  }
}
