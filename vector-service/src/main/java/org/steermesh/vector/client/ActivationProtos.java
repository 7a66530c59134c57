package org.steermesh.vector.client;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
import org.steermesh.type.v1.Input;
import org.steermesh.type.v1.Model;
import org.steermesh.type.v1.Prompt;
import org.steermesh.type.v1.Sae;
import org.steermesh.vector.domain.ActivationReader;
import org.steermesh.vector.domain.ExampleClass;
import org.steermesh.vector.domain.LabelledExample;
import org.steermesh.vector.domain.ModelFacts;
import org.steermesh.vector.domain.SaeFacts;
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
                .setClassName(example.kind().toText())
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

  /** Reads an answer, which must hold the sites asked for, in that order, and the autoencoder. */
  static ActivationReader.Summary summary(
      SummarizeActivationsResponse response, ActivationReader.Reading wanted) {
    ModelFacts model = model(response.getModel());
    List<SiteStatistics> sites = new ArrayList<>();
    for (SiteSummary site : response.getSitesList()) {
      sites.add(statistics(site, model.width()));
    }
    if (!sites.stream().map(SiteStatistics::site).toList().equals(wanted.sites())) {
      throw broken("it answered " + sites.size() + " sites, which are not those asked for");
    }
    return new ActivationReader.Summary(model, sites, sae(response.getSae(), wanted.sae()));
  }

  private static @Nullable SaeFacts sae(Sae used, @Nullable String wanted) {
    if (wanted == null) {
      return null;
    }
    if (!used.getName().equals(wanted) || used.getDigest().isEmpty()) {
      throw broken("it does not say which autoencoder it used, which was to be " + wanted);
    }
    return SaeAnswers.facts(used);
  }

  private static SiteStatistics statistics(SiteSummary summary, int width) {
    Map<ExampleClass, SiteStatistics.ClassStatistics> classes = new EnumMap<>(ExampleClass.class);
    for (ClassSummary of : summary.getClassesList()) {
      classes.put(
          kind(of.getClassName()),
          new SiteStatistics.ClassStatistics(
              of.getCount(),
              TensorCodec.decodeVector("classes.mean", of.getMean(), width),
              of.getMeanNorm(),
              SaeAnswers.activity(of.getFeatures())));
    }
    return new SiteStatistics(
        TypeProtos.site("site", summary.getSite()), classes, summary.getMeanNorm());
  }

  private static ExampleClass kind(String name) {
    return Stream.of(ExampleClass.values())
        .filter(kind -> kind.toText().equals(name))
        .findFirst()
        .orElseThrow(() -> broken("it answered a class " + name + " that was not asked for"));
  }

  static SteermeshException broken(String what) {
    return new SteermeshException(
        ErrorReason.INTERNAL, "activation-service does not keep its contract: " + what);
  }
}
