package org.steermesh.cli.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.steermesh.cli.Context;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.show.Table;
import org.steermesh.type.v1.Site;
import org.steermesh.vector.v1.ExplainVectorRequest;
import org.steermesh.vector.v1.ExplainVectorResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steer vector explain}. */
@Command(
    name = "explain",
    description = {
      "Show what a vector is made of.",
      "A sparse one: its features by their share of the L1 norm; the rows are those of the labelled data in which the"
          + " feature was active, on each side.",
      "With --sae, any vector: the features of that autoencoder whose decoder rows lie nearest to it, by the cosine."
    },
    footer = {
      "",
      "Examples:",
      "  ./steer vector explain cheerful-sparse --top 10",
      "  ./steer vector explain cheerful --sae sae-512 --top 10"
    })
public final class VectorExplainCommand extends MeshCommand {

  @Mixin private OutputForm output;

  @Parameters(
      paramLabel = "NAME[@ALIAS|@DIGEST]",
      description = "The vector (its newest version), an alias, or a version.")
  private String name;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "20",
      description = "At most this many features. Default: ${DEFAULT-VALUE}.")
  private int top;

  @Option(
      names = "--sae",
      paramLabel = "SAE",
      description =
          "Compare the vector with the decoder rows of this autoencoder; a dense one needs it.")
  private String sae = "";

  @Option(
      names = "--site",
      paramLabel = "SITE",
      description = "Where, for a vector of several sites. Default: the autoencoder's site.")
  private @Nullable Site site;

  /** A command that prints to the context's terminal. */
  public VectorExplainCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    ExplainVectorRequest.Builder request =
        ExplainVectorRequest.newBuilder().setName(Names.vector(name)).setTopCount(top);
    if (!sae.isEmpty()) {
      request.setSae(Names.sae(sae));
    }
    if (site != null) {
      request.setSite(site);
    }
    ExplainVectorResponse explained =
        MeshClient.unary(mesh.vector()).explainVector(request.build());
    if (output.isJson()) {
      printJson(explained);
    } else {
      print(tables(explained));
    }
  }

  private static List<Table> tables(ExplainVectorResponse explained) {
    List<Table> tables = new ArrayList<>();
    if (explained.getVersion().hasSparse()) {
      tables.add(SparseTables.content(explained.getVersion().getSites(0).getSparse()));
      tables.add(SparseTables.features(explained));
    }
    if (!explained.getSae().isEmpty()) {
      tables.add(SparseTables.nearFeatures(explained));
    }
    return tables;
  }
}
