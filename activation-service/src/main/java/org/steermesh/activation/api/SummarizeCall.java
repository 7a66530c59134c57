package org.steermesh.activation.api;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.steermesh.activation.domain.ActivationSummary;
import org.steermesh.activation.domain.Example;
import org.steermesh.activation.domain.ExampleReader;
import org.steermesh.activation.domain.FeatureSummary;
import org.steermesh.activation.domain.HeldSae;
import org.steermesh.activation.domain.LabelledExample;
import org.steermesh.activation.domain.SaeLibrary;
import org.steermesh.activation.v1.SummarizeActivationsRequest;
import org.steermesh.activation.v1.SummarizeActivationsResponse;
import org.steermesh.activation.v1.SummarizeHeader;
import org.steermesh.contract.SaeName;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.server.Inbound;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.ModelDescription;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.Target;
import org.steermesh.host.ModelHost;
import org.steermesh.host.ModelQueue;
import org.steermesh.host.protos.InputProtos;
import org.steermesh.host.protos.ModelProtos;
import org.steermesh.host.protos.SteeringProtos;
import org.steermesh.host.protos.StreamElements;

/**
 * One {@code SummarizeActivations} call. Batches hold the same number of examples whenever these
 * arrive, so that an equal stream gives equal bits.
 */
final class SummarizeCall {

  private static final int BATCH_EXAMPLES = 16;
  private static final int MOST_CLASS_CHARACTERS = 63;

  private final ModelHost host;
  private final ModelQueue queue;
  private final SaeLibrary saes;

  SummarizeCall(ModelHost host, ModelQueue queue, SaeLibrary saes) {
    this.host = host;
    this.queue = queue;
    this.saes = saes;
  }

  SummarizeActivationsResponse run(Inbound<SummarizeActivationsRequest> messages) {
    SummarizeHeader header = header(messages.next());
    LanguageModel model = host.model("header.model", header.getModel());
    ModelDescription is = model.description();
    HeldSae sae =
        header.getSae().isEmpty() ? null : saes.get(SaeName.parse("header.sae", header.getSae()));
    List<Site> wanted = SteeringProtos.sites("header.sites", header.getSitesList(), is);
    FeatureSummary features =
        sae == null ? null : new FeatureSummary(sae.usableWith(is), sae.siteAmong(wanted));
    ExampleReader reader = reader(model, header, sites(wanted, features, is));
    ActivationSummary summary = new ActivationSummary(reader.sites(), is.width());
    List<LabelledExample> examples = batch(messages);
    if (!examples.isEmpty()) {
      try (var seat = queue.admit()) {
        while (!examples.isEmpty()) {
          read(examples, reader, seat, summary, features);
          examples = batch(messages);
        }
        encode(features, seat);
      }
    }
    SummarizeActivationsResponse.Builder response =
        SummaryProtos.toProto(summary, features).setModel(ModelProtos.toProto(is));
    if (sae != null) {
      response.setSae(SaeAnswers.used(sae, is));
    }
    return response.build();
  }

  private static void read(
      List<LabelledExample> examples,
      ExampleReader reader,
      ModelQueue.Seat seat,
      ActivationSummary summary,
      @Nullable FeatureSummary features) {
    ExampleReader.Batch batch = seat.run(cancel -> reader.read(plain(examples), cancel));
    summary.addAll(examples, batch);
    if (features != null && features.collect(examples, batch.read())) {
      encode(features, seat);
    }
  }

  private static void encode(@Nullable FeatureSummary features, ModelQueue.Seat seat) {
    if (features != null) {
      seat.run(cancel -> {
        features.encode();
        return features;
      });
    }
  }

  private static List<Site> sites(
      List<Site> wanted, @Nullable FeatureSummary features, ModelDescription is) {
    if (!wanted.isEmpty()) {
      return wanted;
    }
    return features == null
        ? IntStream.range(0, is.blocks())
            .mapToObj(block -> new Site(block, Target.RESIDUAL))
            .toList()
        : List.of(features.site());
  }

  private static ExampleReader reader(
      LanguageModel model, SummarizeHeader header, List<Site> sites) {
    return new ExampleReader(
        model,
        sites,
        SteeringProtos.positions(
            "header.positions",
            header.getPositions(),
            PositionRule.ANSWER_LETTER,
            model.description()));
  }

  private List<LabelledExample> batch(Inbound<SummarizeActivationsRequest> messages) {
    List<LabelledExample> batch = new ArrayList<>();
    while (batch.size() < BATCH_EXAMPLES) {
      SummarizeActivationsRequest message = messages.next(queue.idleLimit());
      if (message == null) {
        break;
      }
      batch.add(example(message));
    }
    return batch;
  }

  private static List<Example> plain(List<LabelledExample> labelled) {
    return labelled.stream().map(LabelledExample::example).toList();
  }

  private static SummarizeHeader header(@Nullable SummarizeActivationsRequest first) {
    if (first == null || !first.hasHeader()) {
      throw StreamElements.headerMissing();
    }
    return first.getHeader();
  }

  private static LabelledExample example(SummarizeActivationsRequest message) {
    if (!message.hasExample()) {
      throw StreamElements.notAnElement("example", message.hasHeader());
    }
    var example = message.getExample();
    return StreamElements.translate(
        "example",
        example.getId(),
        () -> {
          String className = example.getClassName();
          if (className.isEmpty() || className.length() > MOST_CLASS_CHARACTERS) {
            throw SteermeshException.ofField(
                "example.class_name",
                "has %d characters; 1 to %d are allowed"
                    .formatted(className.length(), MOST_CLASS_CHARACTERS));
          }
          return new LabelledExample(
              className,
              new Example(example.getId(), InputProtos.input("example.input", example.getInput())));
        });
  }
}
