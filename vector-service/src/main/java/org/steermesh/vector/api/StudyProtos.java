package org.steermesh.vector.api;

import org.steermesh.contract.SaeName;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.VersionReference;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.type.v1.NearFeature;
import org.steermesh.vector.domain.NearFeatures;
import org.steermesh.vector.domain.SparseExplanation;
import org.steermesh.vector.domain.SparseOverlap;
import org.steermesh.vector.domain.VectorComparison;
import org.steermesh.vector.domain.VectorExplanation;
import org.steermesh.vector.domain.VectorStudy;
import org.steermesh.vector.v1.CompareVectorsRequest;
import org.steermesh.vector.v1.CompareVectorsResponse;
import org.steermesh.vector.v1.ExplainVectorRequest;
import org.steermesh.vector.v1.ExplainVectorResponse;
import org.steermesh.vector.v1.ExplainedFeature;
import org.steermesh.vector.v1.SharedFeature;
import org.steermesh.vector.v1.SiteComparison;
import org.steermesh.vector.v1.SparseComparison;

/** Translates comparisons and explanations. */
final class StudyProtos {

  private static final int MOST_FEATURES = 1000;
  private static final int SHARED_TOLD = 10;
  private static final int FEATURES_TOLD = 20;

  private StudyProtos() {}

  static int topCount(CompareVectorsRequest request) {
    return request.hasTopCount() ? bounded(0, request.getTopCount()) : SHARED_TOLD;
  }

  private static int bounded(int least, int count) {
    if (count < least || count > MOST_FEATURES) {
      throw SteermeshException.ofField(
          "top_count", "is %d; %d to %d are allowed".formatted(count, least, MOST_FEATURES));
    }
    return count;
  }

  static CompareVectorsResponse comparison(VectorComparison comparison, int top) {
    CompareVectorsResponse.Builder response =
        CompareVectorsResponse.newBuilder()
            .setFirst(VectorProtos.version(comparison.first()))
            .setSecond(VectorProtos.version(comparison.second()));
    comparison.sites().forEach(site -> response.addSites(site(site, top)));
    return response.build();
  }

  private static SiteComparison site(VectorComparison.AtSite at, int top) {
    SiteComparison.Builder sent =
        SiteComparison.newBuilder()
            .setSite(TypeProtos.site(at.site()))
            .setCosine(at.cosine())
            .setFirstNorm(at.firstNorm())
            .setSecondNorm(at.secondNorm());
    if (at.sparse() != null) {
      sent.setSparse(overlap(at.sparse(), top));
    }
    return sent.build();
  }

  private static SparseComparison overlap(SparseOverlap overlap, int top) {
    SparseComparison.Builder sent =
        SparseComparison.newBuilder()
            .setCosine(overlap.cosine())
            .setSharedFeatureCount(overlap.shared().size())
            .setUnionFeatureCount(overlap.union())
            .setJaccard(overlap.jaccard())
            .setOpposedFeatureCount(overlap.opposed());
    overlap.shared().stream()
        .limit(top)
        .forEach(shared ->
            sent.addTopFeatures(
                SharedFeature.newBuilder()
                    .setFeature(shared.feature())
                    .setFirstValue(shared.first())
                    .setSecondValue(shared.second())));
    return sent.build();
  }

  static VectorStudy.Question question(ExplainVectorRequest request) {
    return new VectorStudy.Question(
        VersionReference.parse("name", request.getName()),
        request.hasSite() ? TypeProtos.site("site", request.getSite()) : null,
        request.getSae().isEmpty() ? null : SaeName.parse("sae", request.getSae()),
        request.getTopCount() == 0 ? FEATURES_TOLD : bounded(1, request.getTopCount()));
  }

  static ExplainVectorResponse explanation(VectorExplanation explanation) {
    ExplainVectorResponse.Builder response =
        ExplainVectorResponse.newBuilder()
            .setVersion(VectorProtos.version(explanation.version()))
            .setSite(TypeProtos.site(explanation.site()));
    if (explanation.sparse() != null) {
      add(explanation.sparse(), response);
    }
    if (explanation.near() != null) {
      add(explanation.near(), response);
    }
    return response.build();
  }

  private static void add(SparseExplanation sparse, ExplainVectorResponse.Builder response) {
    response.setPositiveShare(sparse.positiveShare());
    for (SparseExplanation.Feature feature : sparse.features()) {
      response.addFeatures(
          ExplainedFeature.newBuilder()
              .setFeature(feature.index())
              .setValue(feature.value())
              .setShare(feature.share())
              .setCumulativeShare(feature.cumulativeShare())
              .setPositiveActiveCount(feature.positiveCount())
              .setNegativeActiveCount(feature.negativeCount()));
    }
  }

  private static void add(NearFeatures near, ExplainVectorResponse.Builder response) {
    response.setSae(near.saeName()).setSaeDigest(near.saeDigest());
    for (NearFeatures.Feature feature : near.features()) {
      response.addNearFeatures(
          NearFeature.newBuilder().setFeature(feature.index()).setCosine(feature.cosine()));
    }
  }
}
