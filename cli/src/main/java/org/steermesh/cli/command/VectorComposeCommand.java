package org.steermesh.cli.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.steermesh.cli.Context;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.type.v1.Site;
import org.steermesh.vector.v1.ComposeVectorsRequest;
import org.steermesh.vector.v1.CompositionTerm;
import org.steermesh.vector.v1.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steer vector compose}. */
@Command(
    name = "compose",
    description = {
      "Make a version of others: their weighted sum at every site that all of them hold.",
      "If asked, their norms are made equal first, and directions are removed afterwards."
    },
    footer = {
      "",
      "Example:",
      "  ./steer vector compose mixed cheerful:1 cheerful-pas:-0.5 --equalise"
    })
public final class VectorComposeCommand extends MeshCommand {

  @Mixin private OutputForm output;

  @Mixin private StoredDtypeOption stored;

  @Parameters(index = "0", paramLabel = "NAME", description = "The vector that gets a version.")
  private String name;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "NAME[@ALIAS|@DIGEST][:WEIGHT]",
      description = "A term and its factor. Default factor: 1.")
  private List<String> terms;

  @Option(names = "--equalise", description = "Bring the terms to the mean of their norms first.")
  private boolean equalise;

  @Option(
      names = "--without",
      paramLabel = "NAME[@ALIAS|@DIGEST]",
      description = "Remove this direction from the sum; repeatable.")
  private List<String> without = List.of();

  @Option(
      names = "--behaviour",
      paramLabel = "WORD",
      defaultValue = "",
      description = "What it does. Default: the name.")
  private String behaviour;

  @Option(
      names = "--default-site",
      paramLabel = "SITE",
      description = "Where it acts when nobody says. Default: where all terms do.")
  private @Nullable Site defaultSite;

  /** A command that prints to the context's terminal. */
  public VectorComposeCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    ComposeVectorsRequest.Builder request =
        ComposeVectorsRequest.newBuilder()
            .setVectorId(Names.vectorId(name))
            .setEqualiseNorms(equalise)
            .setBehaviour(behaviour)
            .setStoredDtype(stored.dtype());
    terms.forEach(term -> request.addTerms(term(term)));
    without.forEach(each -> request.addOrthogonalTo(Names.vector(each)));
    if (defaultSite != null) {
      request.setDefaultSite(defaultSite);
    }
    Version version = MeshClient.unary(mesh.vector()).composeVectors(request.build());
    if (output.isJson()) {
      printJson(version);
    } else {
      print(VersionTables.of(version));
    }
  }

  private static CompositionTerm term(String text) {
    int border = text.indexOf(':');
    if (border < 0) {
      return CompositionTerm.newBuilder().setVersion(Names.vector(text)).build();
    }
    try {
      return CompositionTerm.newBuilder()
          .setVersion(Names.vector(text.substring(0, border)))
          .setWeight(Double.parseDouble(text.substring(border + 1)))
          .build();
    } catch (NumberFormatException e) {
      throw new SteerException(
          ExitCode.USAGE, text + ": what follows the colon is not a factor", e);
    }
  }
}
