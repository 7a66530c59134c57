package org.steermesh.vector.client;

import java.util.ArrayList;
import java.util.List;
import org.steermesh.activation.v1.ClassSummary;
import org.steermesh.activation.v1.SiteSummary;
import org.steermesh.activation.v1.SummarizeActivationsRequest;
import org.steermesh.activation.v1.SummarizeActivationsResponse;
import org.steermesh.activation.v1.SummarizeHeader;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.TensorCodec;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.contract.type.Site;
import org.steermesh.type.v1.Input;
import org.steermesh.type.v1.Model;
import org.steermesh.type.v1.Prompt;
import org.steermesh.vector.domain.ActivationReader;
import org.steermesh.vector.domain.LabelledExample;
import org.steermesh.vector.domain.ModelFacts;
import org.steermesh.vector.domain.SiteStatistics;

/** Translates between the domain and {@code steermesh.activation.v1}. */
final class ActivationProtos {

  private ActivationProtos() {}

  static SummarizeActivationsRequest header(ActivationReader.Reading reading) {
    SummarizeHeader.Builder header =
        SummarizeHeader.newBuilder()
            .setModel(reading.model())
            .addAllSites(reading.sites().stream().map(TypeProtos::site).toList())
            .setPositions(TypeProtos.positions(reading.positions()));
    if (reading.sae() != null) {
      header.setSae(reading.sae());
    }
    return SummarizeActivationsRequest.newBuilder().setHeader(header).build();
  }

  static SummarizeActivationsRequest example(LabelledExample example, PromptLayout layout) {
    Prompt prompt = TypeProtos.prompt(layout.rendering(), example.prompt());
    return SummarizeActivationsRequest.newBuilder()
        .setExample(
            org.steermesh.activation.v1.LabelledExample.newBuilder()
                .setId(example.id())
                .setClassName(className(example.side()))
                .setInput(Input.newBuilder().setPrompt(prompt).setCompletion(example.completion())))
        .build();
  }

  static ModelFacts model(Model model) {
    return new ModelFacts(
        model.getName(),
        TypeProtos.fingerprint(model.getFingerprint()),
        model.getBlockCount(),
        model.getWidth());
  }

  /** Reads an answer, which must hold the sites asked for, in that order. */
  static ActivationReader.Summary summary(
      SummarizeActivationsResponse response, List<Site> wanted) {
    ModelFacts model = model(response.getModel());
    List<SiteStatistics> sites = new ArrayList<>();
    for (SiteSummary site : response.getSitesList()) {
      sites.add(statistics(site, model.width()));
    }
    if (!sites.stream().map(SiteStatistics::site).toList().equals(wanted)) {
      throw broken("it answered " + sites.size() + " sites, which are not those asked for");
    }
    return new ActivationReader.Summary(model, sites, response.getSae().getDigest());
  }

  private static SiteStatistics statistics(SiteSummary summary, int width) {
    return new SiteStatistics(
        TypeProtos.site("site", summary.getSite()),
        ofClass(summary, LabelledExample.Side.POSITIVE, width),
        ofClass(summary, LabelledExample.Side.NEGATIVE, width),
        summary.getMeanNorm());
  }

  private static SiteStatistics.ClassStatistics ofClass(
      SiteSummary site, LabelledExample.Side side, int width) {
    String name = className(side);
    for (ClassSummary summary : site.getClassesList()) {
      if (summary.getClassName().equals(name)) {
        float[] mean = TensorCodec.decodeVector("classes.mean", summary.getMean(), width);
        return new SiteStatistics.ClassStatistics(
            summary.getCount(), mean, SaeAnswers.activity(summary.getFeatures()));
      }
    }
    throw broken("it answered no statistics of class " + name);
  }

  private static String className(LabelledExample.Side side) {
    return switch (side) {
      case POSITIVE -> "positive";
      case NEGATIVE -> "negative";
    };
  }

  static SteermeshException broken(String what) {
    return new SteermeshException(
        ErrorReason.INTERNAL, "activation-service does not keep its contract: " + what);
  }
}
