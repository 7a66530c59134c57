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
    long count = 0;
    double normSum = 0;
    double smallest = Double.POSITIVE_INFINITY;
    double largest = 0;
    for (String className : summary.classNames()) {
      ActivationStatistics statistics = summary.of(className, site);
      result.addClasses(
          ClassSummary.newBuilder()
              .setClassName(className)
              .setCount(statistics.count())
              .setMean(TensorCodec.encode(statistics.mean()))
              .setSumOfSquares(TensorCodec.encode(statistics.sumOfSquares()))
              .setMeanNorm(statistics.meanNorm()));
      count += statistics.count();
      normSum += statistics.count() * statistics.meanNorm();
      smallest = Math.min(smallest, statistics.smallestNorm());
      largest = Math.max(largest, statistics.largestNorm());
    }
    return count == 0
        ? result.build()
        : result
            .setMeanNorm(normSum / count)
            .setSmallestNorm(smallest)
            .setLargestNorm(largest)
            .build();
  }
}
