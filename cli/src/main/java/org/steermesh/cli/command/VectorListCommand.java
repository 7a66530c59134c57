package org.steermesh.cli.command;

import java.util.List;
import java.util.stream.Collectors;
import org.steermesh.cli.Context;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.client.Pages;
import org.steermesh.cli.show.Table;
import org.steermesh.vector.v1.ListVectorsRequest;
import org.steermesh.vector.v1.ListVectorsResponse;
import org.steermesh.vector.v1.Vector;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code steer vector list}. */
@Command(
    name = "list",
    description = "List the vectors, by name.",
    footer = {"", "Example:", "  ./steer vector list --behaviour cheerful --json"})
public final class VectorListCommand extends MeshCommand {

  @Mixin private OutputForm output;

  @Option(
      names = "--behaviour",
      paramLabel = "WORD",
      defaultValue = "",
      description = "Only vectors of this behaviour.")
  private String behaviour;

  @Option(
      names = "--tag",
      paramLabel = "TAG",
      defaultValue = "",
      description = "Only vectors with a version that has this tag.")
  private String tag;

  @Option(
      names = "--find",
      paramLabel = "WORDS",
      defaultValue = "",
      description =
          "Only where all these words occur: in id, behaviour, model, labels,"
              + " tags, description.")
  private String query;

  /** A command that prints to the context's terminal. */
  public VectorListCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    List<Vector> vectors = Pages.all(token -> page(mesh, token));
    if (output.isJson()) {
      printJson(ListVectorsResponse.newBuilder().addAllVectors(vectors));
    } else {
      print(table(vectors), whenEmpty());
    }
  }

  private Pages.Page<Vector> page(MeshClient mesh, String token) {
    ListVectorsResponse response =
        MeshClient.unary(mesh.vector())
            .listVectors(
                ListVectorsRequest.newBuilder()
                    .setPageToken(token)
                    .setBehaviour(behaviour)
                    .setTag(tag)
                    .setQuery(query)
                    .build());
    return new Pages.Page<>(response.getVectorsList(), response.getNextPageToken());
  }

  private String whenEmpty() {
    if (!tag.isEmpty() || !query.isEmpty()) {
      return "no vectors of that kind";
    }
    return behaviour.isEmpty()
        ? "no vectors; build one with: ./steer vector build NAME --dataset NAME"
        : "no vectors of the behaviour " + behaviour;
  }

  private static Table table(List<Vector> vectors) {
    Table table =
        new Table()
            .words("NAME")
            .words("BEHAVIOUR")
            .numbers("VERSIONS")
            .words("NEWEST")
            .words("ALIASES")
            .words("MADE");
    for (Vector vector : vectors) {
      table.row(
          Names.id(vector.getName()),
          vector.getBehaviour(),
          Integer.toString(vector.getVersionCount()),
          Shown.digest(Names.id(vector.getLatestVersion())),
          vector.getAliasesList().stream()
              .map(alias -> alias.getName().substring(alias.getName().indexOf('@') + 1))
              .collect(Collectors.joining(", ")),
          Shown.time(vector.getCreateTime()));
    }
    return table;
  }
}
