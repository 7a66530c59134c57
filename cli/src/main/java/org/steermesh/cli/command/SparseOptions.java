package org.steermesh.cli.command;

import java.util.List;
import java.util.Optional;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.command.MethodOption.Method;
import org.steermesh.type.v1.Nonlinearity;
import org.steermesh.vector.v1.BuildVectorRequest;
import org.steermesh.vector.v1.SparseParameters;
import org.steermesh.vector.v1.SparseSides;
import picocli.CommandLine.Option;

/** How a sparse vector is made of labelled data. */
final class SparseOptions {

  /** Which part of a sparse vector is kept. */
  enum Side {
    /** Both. */
    BOTH,
    /** What the matching answers activate. */
    POSITIVE,
    /** What the others activate. */
    NEGATIVE
  }

  /** What is applied to the features after a sparse vector was added. */
  enum Sigma {
    /** The autoencoder's own. */
    OWN,
    /** ReLU. */
    RELU
  }

  @Option(
      names = "--sae",
      paramLabel = "NAME",
      description = "The sparse autoencoder, as ./steer saes lists it.")
  private Optional<String> sae = Optional.empty();

  @Option(
      names = "--tau",
      paramLabel = "T",
      split = ",",
      description =
          "Keep features that are active in at least this fraction of a side's rows, 0 to 1;"
              + " several, separated by commas, give a version each. Default: 0.7.")
  private List<Double> taus = List.of();

  @Option(
      names = "--side",
      paramLabel = "SIDE",
      description = "Keep both sides, or the positive or negative one. Default: both.")
  private Optional<Side> side = Optional.empty();

  @Option(
      names = "--sigma",
      paramLabel = "SIGMA",
      description =
          "What is applied to the features after the vector was added, when nobody says: own, the"
              + " autoencoder's, or relu. Default: own.")
  private Optional<Sigma> sigma = Optional.empty();

  void apply(BuildVectorRequest.Builder request, Method method) {
    if (method != Method.SAS) {
      if (sae.isPresent() || !taus.isEmpty() || side.isPresent() || sigma.isPresent()) {
        throw new SteerException(
            ExitCode.USAGE, "--sae, --tau, --side and --sigma belong to --method sas");
      }
      request.setMethod(method.sent());
      return;
    }
    String name =
        sae.orElseThrow(() ->
            new SteerException(
                ExitCode.USAGE, "--method sas needs --sae NAME; ./steer saes lists what there is"));
    request
        .setMethod(method.sent())
        .setSparse(
            SparseParameters.newBuilder()
                .setSae(Names.sae(name))
                .addAllTaus(taus)
                .setSides(SparseSides.valueOf("SPARSE_SIDES_" + side.orElse(Side.BOTH).name()))
                .setNonlinearity(
                    Nonlinearity.valueOf("NONLINEARITY_" + sigma.orElse(Sigma.OWN).name())));
  }
}
