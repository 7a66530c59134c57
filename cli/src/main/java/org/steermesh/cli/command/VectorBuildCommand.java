package org.steermesh.cli.command;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.steermesh.cli.Context;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.client.VectorBuild;
import org.steermesh.type.v1.Site;
import org.steermesh.vector.v1.BuildVectorRequest;
import org.steermesh.vector.v1.GetVersionRequest;
import org.steermesh.vector.v1.ListVersionsResponse;
import org.steermesh.vector.v1.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steer vector build}. */
@Command(
    name = "build",
    description = {
      "Build a version of a vector from labelled data.",
      "It is the mean activation of the matching answers minus that of the others, read at the"
          + " answer letter. With --method sas it is made of the features of a sparse autoencoder"
          + " (SAS): those active often enough on one side only. With --method pasf, ipasa or ipaswo"
          + " (PAS) the model answers multiple-choice items, and what it answers right and wrong is"
          + " compared. Ctrl-C cancels the build."
    },
    footer = {
      "",
      "Examples:",
      "  ./steer vector build cheerful --dataset cheerful-train --site 2",
      "  ./steer vector build cheerful-sparse --dataset cheerful-train --method sas \\",
      "    --sae sae-512 --tau 0.5,0.3",
      "  ./steer vector build cheerful-pas --dataset cheerful-items --method ipaswo \\",
      "    --site 2 --seed 1",
      "  ./steer vector build cheerful-f16 --dataset cheerful-train --store f16",
      "  ./steer vector build cheerful-paper --dataset cheerful-items \\",
      "    --method pasf,ipasa,ipaswo --protocol paper --site 2"
    })
public final class VectorBuildCommand extends MeshCommand {

  @Mixin private OutputForm output;

  @Mixin private Layout layout;

  @Mixin private MethodOption method;

  @Mixin private SparseOptions sparse;

  @Mixin private PasOptions painless;

  @Mixin private StoredDtypeOption stored;

  @Parameters(paramLabel = "NAME", description = "Name of the vector.")
  private String name;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      required = true,
      description = "The labelled data.")
  private String dataset;

  @Option(
      names = "--site",
      paramLabel = "SITE",
      description =
          "Where it is read: BLOCK, or BLOCK/attention, BLOCK/mlp, BLOCK/mlp_input; repeatable."
              + " Default: the output of every block.")
  private List<Site> sites = List.of();

  @Option(
      names = "--default-site",
      paramLabel = "BLOCK[/TARGET]",
      description = "Where it acts when nobody says: one of the sites. A single site always is.")
  private @Nullable Site defaultSite;

  @Option(
      names = "--label",
      paramLabel = "KEY=VALUE",
      description = "Words to keep with the version; repeatable.")
  private Map<String, String> labels = Map.of();

  /** A command that prints to the context's terminal. */
  public VectorBuildCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    BuildVectorRequest.Builder request =
        BuildVectorRequest.newBuilder()
            .setVectorId(Names.vectorId(name))
            .setDataset(Names.dataset(dataset))
            .addAllSites(sites)
            .putAllLabels(labels)
            .setStoredDtype(stored.dtype());
    if (defaultSite != null) {
      request.setDefaultSite(defaultSite);
    }
    List<MethodOption.Method> methods = method.methods();
    request.setLayout(methods.getFirst().isPainless() ? layout.ofPainless() : layout.resolve(mesh));
    sparse.apply(request, methods.getFirst());
    painless.apply(request, methods);
    VectorBuild.Built built = VectorBuild.runAll(mesh, request.build(), terminal());
    show(mesh, built);
    built
        .metadata()
        .getEmptyTausList()
        .forEach(tau -> terminal().note("no feature is left with tau " + tau));
    built
        .metadata()
        .getEmptyMethodsList()
        .forEach(empty -> terminal().note(PasTables.empty(VersionTables.method(empty))));
  }

  /** One version is shown whole; several, of several taus or methods, side by side. */
  private void show(MeshClient mesh, VectorBuild.Built built) {
    List<String> names = built.metadata().getVersionsList();
    if (names.size() > 1) {
      List<Version> versions = names.stream().map(each -> version(mesh, each)).toList();
      if (output.isJson()) {
        printJson(ListVersionsResponse.newBuilder().addAllVersions(versions));
      } else {
        print(
            versions.getFirst().hasPas()
                ? PasTables.versions(versions)
                : SparseTables.versions(versions));
      }
    } else if (output.isJson()) {
      printJson(built.version());
    } else {
      print(VersionTables.of(built.version()));
    }
  }

  private static Version version(MeshClient mesh, String name) {
    return MeshClient.unary(mesh.vector())
        .getVersion(GetVersionRequest.newBuilder().setName(name).build());
  }
}
