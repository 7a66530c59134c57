package org.steermesh.cli.command;

import java.util.List;
import org.steermesh.cli.Context;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.vector.v1.SetVersionTagsRequest;
import org.steermesh.vector.v1.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steer vector tag}. */
@Command(
    name = "tag",
    description = "Add tags to a version, or remove them; lists find it by them.",
    footer = {"", "Example:", "  ./steer vector tag cheerful demo --remove draft"})
public final class VectorTagCommand extends MeshCommand {

  @Mixin private OutputForm output;

  @Parameters(
      index = "0",
      paramLabel = "NAME[@ALIAS|@DIGEST]",
      description = "A vector (its newest version), an alias, or a version.")
  private String name;

  @Parameters(index = "1..*", arity = "0..*", paramLabel = "TAG", description = "A tag to add.")
  private List<String> added = List.of();

  @Option(names = "--remove", paramLabel = "TAG", description = "A tag to remove; repeatable.")
  private List<String> removed = List.of();

  /** A command that prints to the context's terminal. */
  public VectorTagCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    Version version =
        MeshClient.unary(mesh.vector())
            .setVersionTags(
                SetVersionTagsRequest.newBuilder()
                    .setName(Names.vector(name))
                    .addAllAdd(added)
                    .addAllRemove(removed)
                    .build());
    if (output.isJson()) {
      printJson(version);
    } else {
      terminal()
          .note(
              Names.shortVersion(version.getName())
                  + (version.getTagsCount() == 0
                      ? " has no tags"
                      : " has the tags " + String.join(", ", version.getTagsList())));
    }
  }
}
