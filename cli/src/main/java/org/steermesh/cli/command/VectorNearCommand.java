package org.steermesh.cli.command;

import org.jspecify.annotations.Nullable;
import org.steermesh.cli.Context;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.show.Table;
import org.steermesh.contract.protos.Sites;
import org.steermesh.type.v1.Site;
import org.steermesh.vector.v1.FindNearestVersionsRequest;
import org.steermesh.vector.v1.FindNearestVersionsResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steer vector near}. */
@Command(
    name = "near",
    description = "Find the versions of the same model that point the same way, or the opposite.",
    footer = {"", "Example:", "  ./steer vector near cheerful --count 5"})
public final class VectorNearCommand extends MeshCommand {

  @Mixin private OutputForm output;

  @Parameters(
      paramLabel = "NAME[@ALIAS|@DIGEST]",
      description = "A vector (its newest version), an alias, or a version.")
  private String name;

  @Option(
      names = "--site",
      paramLabel = "SITE",
      description = "Where. Default: where it acts when nobody says.")
  private @Nullable Site site;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "10",
      description = "At most this many. Default: ${DEFAULT-VALUE}.")
  private int count;

  /** A command that prints to the context's terminal. */
  public VectorNearCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    FindNearestVersionsRequest.Builder request =
        FindNearestVersionsRequest.newBuilder().setName(Names.vector(name)).setCount(count);
    if (site != null) {
      request.setSite(site);
    }
    FindNearestVersionsResponse found =
        MeshClient.unary(mesh.vector()).findNearestVersions(request.build());
    if (output.isJson()) {
      printJson(found);
      return;
    }
    Table table = new Table().words("VERSION").words("BEHAVIOUR").words("METHOD").numbers("COSINE");
    found
        .getVersionsList()
        .forEach(near ->
            table.row(
                Names.shortVersion(near.getVersion().getName()),
                near.getVersion().getBehaviour(),
                VersionTables.method(near.getVersion().getMethod()),
                Shown.decimal(near.getCosine(), 4)));
    print(table, "no other version of this model holds site " + Sites.show(found.getSite()));
    if (found.getTruncated()) {
      terminal().note("the library holds more versions than one search looks at");
    }
  }
}
