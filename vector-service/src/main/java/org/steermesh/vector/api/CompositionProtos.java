package org.steermesh.vector.api;

import java.util.ArrayList;
import java.util.List;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.VectorName;
import org.steermesh.contract.VersionName;
import org.steermesh.contract.VersionReference;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.vector.domain.CompositionRecipe;
import org.steermesh.vector.domain.VectorComposition;
import org.steermesh.vector.v1.ComposeVectorsRequest;
import org.steermesh.vector.v1.CompositionTerm;
import org.steermesh.vector.v1.ParentVersion;

/** Translates compositions. */
final class CompositionProtos {

  private static final int MOST_TERMS = 64;

  private CompositionProtos() {}

  static VectorComposition.Wish wish(ComposeVectorsRequest request) {
    VectorName vector = new VectorName(request.getVectorId());
    if (request.getTermsCount() == 0 || request.getTermsCount() > MOST_TERMS) {
      throw SteermeshException.ofField(
          "terms", "%d terms: 1 to %d are allowed".formatted(request.getTermsCount(), MOST_TERMS));
    }
    if (request.getOrthogonalToCount() > MOST_TERMS) {
      throw SteermeshException.ofField(
          "orthogonal_to",
          "%d versions: at most %d are allowed"
              .formatted(request.getOrthogonalToCount(), MOST_TERMS));
    }
    List<VectorComposition.Term> terms = new ArrayList<>();
    for (int i = 0; i < request.getTermsCount(); i++) {
      terms.add(term("terms[" + i + "]", request.getTerms(i)));
    }
    return new VectorComposition.Wish(
        vector,
        terms,
        request.getEqualiseNorms(),
        request.getOrthogonalToList().stream()
            .map(name -> VersionReference.parse("orthogonal_to", name))
            .toList(),
        FileProtos.behaviour("behaviour", request.getBehaviour(), vector),
        BuildProtos.labels(request.getLabelsMap()),
        request.hasDefaultSite() ? TypeProtos.site("default_site", request.getDefaultSite()) : null,
        VectorProtos.dtype("stored_dtype", request.getStoredDtype()));
  }

  private static VectorComposition.Term term(String field, CompositionTerm sent) {
    double weight = sent.hasWeight() ? sent.getWeight() : 1;
    if (!Double.isFinite(weight) || weight == 0) {
      throw SteermeshException.ofField(field + ".weight", weight + ": it must be finite and not 0");
    }
    return new VectorComposition.Term(
        VersionReference.parse(field + ".version", sent.getVersion()), weight);
  }

  static org.steermesh.vector.v1.CompositionRecipe recipe(CompositionRecipe recipe) {
    return org.steermesh.vector.v1.CompositionRecipe.newBuilder()
        .addAllTerms(recipe.terms().stream().map(CompositionProtos::parent).toList())
        .setEqualiseNorms(recipe.equaliseNorms())
        .addAllOrthogonalTo(recipe.orthogonalTo().stream().map(CompositionProtos::parent).toList())
        .build();
  }

  private static ParentVersion parent(CompositionRecipe.Parent parent) {
    return ParentVersion.newBuilder()
        .setVersion(new VersionName(new VectorName(parent.vectorId()), parent.digest()).toString())
        .setWeight(parent.weight())
        .build();
  }

  static CompositionRecipe recipe(org.steermesh.vector.v1.CompositionRecipe sent) {
    return new CompositionRecipe(
        sent.getTermsList().stream().map(CompositionProtos::parent).toList(),
        sent.getEqualiseNorms(),
        sent.getOrthogonalToList().stream().map(CompositionProtos::parent).toList());
  }

  private static CompositionRecipe.Parent parent(ParentVersion sent) {
    VersionName name = VersionName.parse("composed", sent.getVersion());
    return new CompositionRecipe.Parent(name.vector().id(), name.digest(), sent.getWeight());
  }
}
