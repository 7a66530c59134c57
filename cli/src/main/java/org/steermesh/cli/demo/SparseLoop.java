package org.steermesh.cli.demo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.steermesh.activation.v1.ListSaesRequest;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.VectorBuild;
import org.steermesh.cli.show.Terminal;
import org.steermesh.eval.v1.Evaluation;
import org.steermesh.type.v1.Sae;
import org.steermesh.vector.v1.BuildMethod;
import org.steermesh.vector.v1.BuildVectorRequest;
import org.steermesh.vector.v1.GetVersionRequest;
import org.steermesh.vector.v1.SparseParameters;
import org.steermesh.vector.v1.Version;

/**
 * The same loop with sparse vectors (SAS): several thresholds tau from one pass, the best one kept.
 */
final class SparseLoop {

  /** The SAE with about this many features for each float of an activation is used. */
  private static final int EXPANSION = 10;

  private static final List<Double> TAUS = List.of(0.3, 0.5, 0.7, 0.9);

  private final MeshClient mesh;
  private final DemoLoop dense;
  private final Terminal terminal;

  SparseLoop(MeshClient mesh, DemoLoop dense, Terminal terminal) {
    this.mesh = mesh;
    this.dense = dense;
    this.terminal = terminal;
  }

  /** The one that is used, of those that fit the model; none where there is none. */
  Optional<Sae> sae() {
    return MeshClient.unary(mesh.activation())
        .listSaes(ListSaesRequest.getDefaultInstance())
        .getSaesList()
        .stream()
        .filter(sae -> sae.getRefusal().isEmpty() && sae.hasSite())
        .min(Comparator.comparingDouble(SparseLoop::distance));
  }

  private static double distance(Sae sae) {
    return Math.abs(Math.log((double) sae.getFeatureCount() / sae.getWidth() / EXPANSION));
  }

  /** A version for each tau that leaves features, from one pass over the training items. */
  List<Version> build(DemoData.Behaviour behaviour, Sae sae) {
    BuildVectorRequest request =
        dense
            .buildRequest(behaviour, List.of(sae.getSite()))
            .setVectorId(behaviour.name() + "-sas")
            .setMethod(BuildMethod.BUILD_METHOD_SAS)
            .setSparse(SparseParameters.newBuilder().setSae(sae.getName()).addAllTaus(TAUS))
            .build();
    VectorBuild.Built built = VectorBuild.runAll(mesh, request, terminal);
    return built.metadata().getVersionsList().stream().map(this::version).toList();
  }

  private Version version(String name) {
    return MeshClient.unary(mesh.vector())
        .getVersion(GetVersionRequest.newBuilder().setName(name).build());
  }

  /** The version and strength that do most on validation items within the budget. */
  SparseChoice choose(DemoData.Behaviour behaviour, List<Version> versions) {
    List<SparseChoice> choices = new ArrayList<>();
    for (Version version : versions) {
      String id = behaviour.name() + "-sas-choose-" + tau(version).replace('.', '-');
      choices.add(new SparseChoice(version, dense.choose(id, behaviour, version)));
    }
    return choices.stream()
        .max(
            Comparator.comparingDouble((SparseChoice choice) -> -choice.choice().budget())
                .thenComparingDouble(choice -> choice.choice().best().getEffect()))
        .orElseThrow();
  }

  /** A version of a sparse vector, and the strength that it was chosen with. */
  record SparseChoice(Version version, Choice choice) {

    /** The method and what was chosen of it, for a table. */
    String method() {
      return "SAS " + tau(version);
    }
  }

  static String tau(Version version) {
    return Double.toString(version.getSparse().getTau());
  }

  /** Measures a chosen version on all test items. */
  Evaluation measure(DemoData.Behaviour behaviour, SparseChoice chosen) {
    return dense.measure(
        behaviour.name() + "-sas-test", chosen.method(), behaviour, chosen.version().getName());
  }
}
