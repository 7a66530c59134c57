package org.steermesh.cli.command;

import java.util.List;
import org.steermesh.cli.Context;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.show.Table;
import org.steermesh.type.v1.Site;
import org.steermesh.vector.v1.CompareVectorsRequest;
import org.steermesh.vector.v1.CompareVectorsResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steer vector compare}. */
@Command(
    name = "compare",
    description = {
      "Compare two versions at every site that both hold.",
      "A sparse one counts as what its features decode to; two of one autoencoder are also compared"
          + " feature by feature."
    },
    footer = {"", "Example:", "  ./steer vector compare cheerful sycophantic --top 5"})
public final class VectorCompareCommand extends MeshCommand {

  @Mixin private OutputForm output;

  @Parameters(
      index = "0",
      paramLabel = "NAME[@ALIAS|@DIGEST]",
      description = "A vector (its newest version), an alias, or a version.")
  private String first;

  @Parameters(index = "1", paramLabel = "NAME[@ALIAS|@DIGEST]", description = "Another.")
  private String second;

  @Option(
      names = "--site",
      paramLabel = "SITE",
      description = "Only here; repeatable. Default: every site that both hold.")
  private List<Site> sites = List.of();

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "10",
      description = "At most this many shared features. Default: ${DEFAULT-VALUE}.")
  private int top;

  /** A command that prints to the context's terminal. */
  public VectorCompareCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    CompareVectorsResponse compared =
        MeshClient.unary(mesh.vector())
            .compareVectors(
                CompareVectorsRequest.newBuilder()
                    .setFirst(Names.vector(first))
                    .setSecond(Names.vector(second))
                    .addAllSites(sites)
                    .setTopCount(top)
                    .build());
    if (output.isJson()) {
      printJson(compared);
      return;
    }
    Table shared = SparseTables.shared(compared);
    print(
        shared.isEmpty()
            ? List.of(SparseTables.comparison(compared))
            : List.of(SparseTables.comparison(compared), shared));
  }
}
