package org.steermesh.cli.command;

import java.nio.file.Path;
import java.util.List;
import org.steermesh.cli.Context;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.client.VectorFiles;
import org.steermesh.type.v1.Site;
import org.steermesh.vector.v1.ExportVectorHeader;
import org.steermesh.vector.v1.ExportVectorRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steer vector export}. */
@Command(
    name = "export",
    description = {
      "Write a version as a file: a control vector of llama.cpp, safetensors, NumPy, or a bundle.",
      "What a format has no place for is refused, not left out: llama.cpp adds at the outputs of"
          + " blocks 1 and above only; a bundle holds everything."
    },
    footer = {
      "",
      "Examples:",
      "  ./steer vector export cheerful target/cheerful.gguf --model-hint llama",
      "  ./steer vector export cheerful target/cheerful.steer"
    })
public final class VectorExportCommand extends MeshCommand {

  @Mixin private OutputForm output;

  @Parameters(
      index = "0",
      paramLabel = "NAME[@ALIAS|@DIGEST]",
      description = "A vector (its newest version), an alias, or a version.")
  private String name;

  @Parameters(index = "1", paramLabel = "FILE", description = "The file to write.")
  private Path file;

  @Mixin private VectorFileOptions options;

  @Option(
      names = "--site",
      paramLabel = "SITE",
      description = "Only here; repeatable. Default: every site that it holds.")
  private List<Site> sites = List.of();

  @Option(
      names = "--model-hint",
      paramLabel = "ARCHITECTURE",
      defaultValue = "",
      description = "What GGUF says of the model, for people: llama, gemma2. Default: nothing.")
  private String modelHint;

  /** A command that prints to the context's terminal. */
  public VectorExportCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    ExportVectorHeader header =
        VectorFiles.fetch(
            mesh,
            ExportVectorRequest.newBuilder()
                .setName(Names.vector(name))
                .setFormat(options.format(String.valueOf(file.getFileName())))
                .setConvention(options.convention())
                .addAllSites(sites)
                .setModelHint(modelHint)
                .build(),
            file);
    if (output.isJson()) {
      printJson(header);
    } else {
      terminal()
          .result(
              "%s: %d bytes, sha256 %s, of %s"
                  .formatted(
                      file,
                      header.getSizeBytes(),
                      header.getFileDigest(),
                      Names.shortVersion(header.getVersion().getName())));
    }
  }
}
