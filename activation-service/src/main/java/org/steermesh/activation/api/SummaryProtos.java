package org.steermesh.activation.api;

import org.steermesh.activation.domain.ActivationSummary;
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

  static SummarizeActivationsResponse.Builder toProto(ActivationSummary summary) {
    SummarizeActivationsResponse.Builder response =
        SummarizeActivationsResponse.newBuilder().setExampleCount(summary.examples());
    for (Site site : summary.sites()) {
      response.addSites(site(summary, site));
    }
    return response;
  }

  private static SiteSummary site(ActivationSummary summary, Site site) {
    SiteSummary.Builder result = SiteSummary.newBuilder().setSite(SteeringProtos.toProto(site));
    ActivationStatistics all = new ActivationStatistics(summary.width());
    for (String className : summary.classNames()) {
      ActivationStatistics statistics = summary.of(className, site);
      result.addClasses(
          ClassSummary.newBuilder()
              .setClassName(className)
              .setCount(statistics.count())
              .setMean(TensorCodec.encode(rounded(statistics.mean())))
              .setSumOfSquares(TensorCodec.encode(rounded(statistics.sumOfSquares())))
              .setMeanNorm(statistics.meanNorm()));
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
