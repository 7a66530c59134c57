package org.steermesh.activation.api;

import org.jspecify.annotations.Nullable;
import org.steermesh.activation.domain.ActivationSummary;
import org.steermesh.activation.domain.FeatureSummary;
import org.steermesh.activation.v1.ClassSummary;
import org.steermesh.activation.v1.SiteSummary;
import org.steermesh.activation.v1.SummarizeActivationsResponse;
import org.steermesh.contract.TensorCodec;
import org.steermesh.engine.stats.ActivationStatistics;
import org.steermesh.engine.steering.Site;
import org.steermesh.host.protos.SteeringProtos;

/** Summaries in the contract's words. */
final class SummaryProtos {

  private SummaryProtos() {}

  /**
   * The statistics of all sites.
   *
   * @param features of the one site where they were encoded; null when none were
   */
  static SummarizeActivationsResponse.Builder toProto(
      ActivationSummary summary, @Nullable FeatureSummary features) {
    SummarizeActivationsResponse.Builder response =
        SummarizeActivationsResponse.newBuilder().setExampleCount(summary.examples());
    for (Site site : summary.sites()) {
      boolean encoded = features != null && features.site().equals(site);
      response.addSites(site(summary, site, encoded ? features : null));
    }
    return response;
  }

  private static SiteSummary site(
      ActivationSummary summary, Site site, @Nullable FeatureSummary features) {
    SiteSummary.Builder result = SiteSummary.newBuilder().setSite(SteeringProtos.toProto(site));
    ActivationStatistics all = new ActivationStatistics(summary.width());
    for (String className : summary.classNames()) {
      ActivationStatistics statistics = summary.of(className, site);
      ClassSummary.Builder ofClass =
          result
              .addClassesBuilder()
              .setClassName(className)
              .setCount(statistics.count())
              .setMean(TensorCodec.encode(rounded(statistics.mean())))
              .setSumOfSquares(TensorCodec.encode(rounded(statistics.sumOfSquares())))
              .setMeanNorm(statistics.meanNorm());
      if (features != null) {
        ofClass.setFeatures(SaeAnswers.activity(features.of(className)));
      }
      all.merge(statistics);
    }
    return result
        .setMeanNorm(all.meanNorm())
        .setSmallestNorm(all.smallestNorm())
        .setLargestNorm(all.largestNorm())
        .build();
  }

  private static float[] rounded(double[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (float) values[i];
    }
    return result;
  }
}
