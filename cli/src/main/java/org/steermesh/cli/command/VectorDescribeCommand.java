package org.steermesh.cli.command;

import org.steermesh.cli.Context;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.vector.v1.SetVersionDescriptionRequest;
import org.steermesh.vector.v1.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code steer vector describe}. */
@Command(
    name = "describe",
    description = {
      "Say what people should know of a version; steer vector list --find looks there too.",
      "An empty text removes it. The version's content and digest stay."
    },
    footer = {
      "",
      "Example:",
      "  ./steer vector describe cheerful 'Warm answers, from the data of the demo'"
    })
public final class VectorDescribeCommand extends MeshCommand {

  @Mixin private OutputForm output;

  @Parameters(
      index = "0",
      paramLabel = "NAME[@ALIAS|@DIGEST]",
      description = "A vector (its newest version), an alias, or a version.")
  private String name;

  @Parameters(index = "1", paramLabel = "TEXT", description = "At most 4096 characters.")
  private String text;

  /** A command that prints to the context's terminal. */
  public VectorDescribeCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    Version version =
        MeshClient.unary(mesh.vector())
            .setVersionDescription(
                SetVersionDescriptionRequest.newBuilder()
                    .setName(Names.vector(name))
                    .setDescription(text)
                    .build());
    if (output.isJson()) {
      printJson(version);
    } else {
      terminal()
          .note(
              Names.shortVersion(version.getName())
                  + (text.isEmpty() ? " has no description now" : " is described"));
    }
  }
}
