package org.steermesh.cli.command;

import java.util.List;
import org.steermesh.cli.Context;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
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
      "Show what a sparse vector is made of: its features by their share of the L1 norm.",
      "The rows are those of the labelled data in which the feature was active, on each side."
    },
    footer = {"", "Example:", "  ./steer vector explain cheerful-sparse --top 10"})
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

  /** A command that prints to the context's terminal. */
  public VectorExplainCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    ExplainVectorResponse explained =
        MeshClient.unary(mesh.vector())
            .explainVector(
                ExplainVectorRequest.newBuilder()
                    .setName(Names.vector(name))
                    .setTopCount(top)
                    .build());
    if (output.isJson()) {
      printJson(explained);
    } else {
      print(
          List.of(
              SparseTables.content(explained.getVersion().getSites(0).getSparse()),
              SparseTables.features(explained)));
    }
  }
}
