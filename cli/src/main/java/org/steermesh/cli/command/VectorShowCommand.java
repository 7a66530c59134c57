package org.steermesh.cli.command;

import java.util.List;
import org.steermesh.cli.Context;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.client.Pages;
import org.steermesh.cli.show.Table;
import org.steermesh.vector.v1.ExplainVectorRequest;
import org.steermesh.vector.v1.ExplainVectorResponse;
import org.steermesh.vector.v1.GetVersionRequest;
import org.steermesh.vector.v1.ListVersionsRequest;
import org.steermesh.vector.v1.ListVersionsResponse;
import org.steermesh.vector.v1.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steer vector show}. */
@Command(
    name = "show",
    description = "Show one version with its provenance, or list the versions of a vector.",
    footer = {
      "",
      "Examples:",
      "  ./steer vector show cheerful@live",
      "  ./steer vector show cheerful --versions"
    })
public final class VectorShowCommand extends MeshCommand {

  private static final int FEATURES = 10;

  @Mixin private OutputForm output;

  @Parameters(
      paramLabel = "NAME[@ALIAS|@DIGEST]",
      description = "The vector (its newest version), an alias, or a version.")
  private String name;

  @Option(names = "--versions", description = "List all versions of the vector, newest first.")
  private boolean versions;

  /** A command that prints to the context's terminal. */
  public VectorShowCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    if (versions) {
      showVersions(Pages.all(token -> page(mesh, token)));
      return;
    }
    Version version =
        MeshClient.unary(mesh.vector())
            .getVersion(GetVersionRequest.newBuilder().setName(Names.vector(name)).build());
    if (output.isJson()) {
      printJson(version);
    } else if (version.hasSparse()) {
      print(VersionTables.of(version, explained(mesh, version)));
    } else {
      print(VersionTables.of(version));
    }
  }

  private static ExplainVectorResponse explained(MeshClient mesh, Version version) {
    return MeshClient.unary(mesh.vector())
        .explainVector(
            ExplainVectorRequest.newBuilder()
                .setName(version.getName())
                .setTopCount(FEATURES)
                .build());
  }

  private Pages.Page<Version> page(MeshClient mesh, String token) {
    ListVersionsResponse response =
        MeshClient.unary(mesh.vector())
            .listVersions(
                ListVersionsRequest.newBuilder()
                    .setParent(Names.vector(name))
                    .setPageToken(token)
                    .build());
    return new Pages.Page<>(response.getVersionsList(), response.getNextPageToken());
  }

  private void showVersions(List<Version> all) {
    if (output.isJson()) {
      printJson(ListVersionsResponse.newBuilder().addAllVersions(all));
      return;
    }
    Table table =
        new Table()
            .words("VERSION")
            .words("METHOD")
            .words("DATA SET")
            .numbers("SITES")
            .words("BUILT");
    for (Version version : all) {
      table.row(
          Names.shortVersion(version.getName()),
          VersionTables.method(version.getMethod()),
          Names.id(version.getDataset()),
          Integer.toString(version.getSitesCount()),
          Shown.time(version.getCreateTime()));
    }
    print(table);
  }
}
