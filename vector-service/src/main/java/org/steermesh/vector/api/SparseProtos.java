package org.steermesh.vector.api;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.SaeName;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.TensorCodec;
import org.steermesh.contract.protos.SaeProtos;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.contract.type.Nonlinearity;
import org.steermesh.contract.type.Site;
import org.steermesh.vector.domain.BuildMethod;
import org.steermesh.vector.domain.RowBlock;
import org.steermesh.vector.domain.SparseContent;
import org.steermesh.vector.domain.SparseParameters;
import org.steermesh.vector.domain.SparseRecipe;
import org.steermesh.vector.domain.SparseSides;
import org.steermesh.vector.v1.BuildVectorRequest;
import org.steermesh.vector.v1.SparseRows;

/** Translates what only sparse vectors have. */
final class SparseProtos {

  private static final double DEFAULT_TAU = 0.7;
  private static final int MOST_TAUS = 64;

  private SparseProtos() {}

  /** The parameters of a sparse method; null for a dense one, which must not have any. */
  static @Nullable SparseParameters parameters(BuildVectorRequest request) {
    BuildMethod method = VectorProtos.method(request.getMethod());
    boolean isSparse =
        switch (method) {
          case MEAN_DIFFERENCE, PASF, IPASA, IPASWO, IMPORTED, COMPOSED -> false;
          case SAS -> true;
        };
    if (request.hasSparse() != isSparse) {
      throw SteermeshException.ofField(
          "sparse",
          isSparse
              ? "is required by method " + method.title()
              : "is not for method " + method.title());
    }
    if (!isSparse) {
      return null;
    }
    var sent = request.getSparse();
    return new SparseParameters(
        SaeName.parse("sparse.sae", sent.getSae()),
        taus(sent.getTausList()),
        sides(sent.getSides()),
        SaeProtos.nonlinearity("sparse.nonlinearity", sent.getNonlinearity(), Nonlinearity.OWN));
  }

  private static List<Double> taus(List<Double> sent) {
    if (sent.isEmpty()) {
      return List.of(DEFAULT_TAU);
    }
    if (sent.size() > MOST_TAUS) {
      throw SteermeshException.ofField(
          "sparse.taus", "%d taus: at most %d are allowed".formatted(sent.size(), MOST_TAUS));
    }
    Set<Double> seen = new HashSet<>();
    for (int i = 0; i < sent.size(); i++) {
      double tau = sent.get(i);
      String field = "sparse.taus[" + i + "]";
      if (!(tau >= 0 && tau <= 1)) {
        throw SteermeshException.ofField(field, tau + " is outside 0 to 1");
      }
      // -0 is 0 here; as a Double it would be another one.
      if (!seen.add(tau + 0.0)) {
        throw SteermeshException.ofField(field, tau + " is named twice");
      }
    }
    return sent.stream().map(tau -> tau + 0.0).toList();
  }

  static SparseSides sides(org.steermesh.vector.v1.SparseSides sides) {
    return switch (sides) {
      case SPARSE_SIDES_UNSPECIFIED, SPARSE_SIDES_BOTH -> SparseSides.BOTH;
      case SPARSE_SIDES_POSITIVE -> SparseSides.POSITIVE;
      case SPARSE_SIDES_NEGATIVE -> SparseSides.NEGATIVE;
      case UNRECOGNIZED ->
          throw SteermeshException.ofField("sparse.sides", "is none of the values of SparseSides");
    };
  }

  static org.steermesh.vector.v1.SparseRecipe recipe(SparseRecipe recipe) {
    return org.steermesh.vector.v1.SparseRecipe.newBuilder()
        .setSae(recipe.sae())
        .setSaeDigest(recipe.saeDigest())
        .setSaeKind(SaeProtos.kind(recipe.kind()))
        .setFeatureCount(recipe.features())
        .setK(recipe.k())
        .setTau(recipe.tau())
        .setSides(
            switch (recipe.sides()) {
              case BOTH -> org.steermesh.vector.v1.SparseSides.SPARSE_SIDES_BOTH;
              case POSITIVE -> org.steermesh.vector.v1.SparseSides.SPARSE_SIDES_POSITIVE;
              case NEGATIVE -> org.steermesh.vector.v1.SparseSides.SPARSE_SIDES_NEGATIVE;
            })
        .setNonlinearity(SaeProtos.nonlinearity(recipe.nonlinearity()))
        .build();
  }

  static org.steermesh.vector.v1.SparseContent content(SparseContent content) {
    return org.steermesh.vector.v1.SparseContent.newBuilder()
        .setSupportSize(content.supportSize())
        .setPositiveFeatureCount(content.positiveFeatures())
        .setNegativeFeatureCount(content.negativeFeatures())
        .setL1Norm(content.l1())
        .setPositiveRowCount(content.positive().rows())
        .setNegativeRowCount(content.negative().rows())
        .setPositiveActiveFeatureCount(content.positive().activeFeatures())
        .setNegativeActiveFeatureCount(content.negative().activeFeatures())
        .setSharedFeatureCount(content.sharedFeatures())
        .setRowCount(content.rows())
        .build();
  }

  static SparseRows rows(Site site, RowBlock block, int width) {
    return SparseRows.newBuilder()
        .setSite(TypeProtos.site(site))
        .setRows(SaeProtos.rows(block.rows(), width))
        .setValues(TensorCodec.encode(block.values()))
        .build();
  }
}
