package org.steermesh.activation.api;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.steermesh.activation.domain.ActivationSummary;
import org.steermesh.activation.domain.Example;
import org.steermesh.activation.domain.ExampleReader;
import org.steermesh.activation.domain.LabelledExample;
import org.steermesh.activation.v1.SummarizeActivationsRequest;
import org.steermesh.activation.v1.SummarizeActivationsResponse;
import org.steermesh.activation.v1.SummarizeHeader;
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

  SummarizeCall(ModelHost host, ModelQueue queue) {
    this.host = host;
    this.queue = queue;
  }

  SummarizeActivationsResponse run(Inbound<SummarizeActivationsRequest> messages) {
    SummarizeHeader header = header(messages.next());
    LanguageModel model = host.model("header.model", header.getModel());
    ModelDescription is = model.description();
    ExampleReader reader = reader(model, header);
    ActivationSummary summary = new ActivationSummary(reader.sites(), is.width());
    List<LabelledExample> examples = batch(messages);
    if (!examples.isEmpty()) {
      try (var seat = queue.admit()) {
        while (!examples.isEmpty()) {
          List<LabelledExample> batch = examples;
          summary.addAll(batch, seat.run(cancel -> reader.read(plain(batch), cancel)));
          examples = batch(messages);
        }
      }
    }
    return SummaryProtos.toProto(summary).setModel(ModelProtos.toProto(is)).build();
  }

  private static ExampleReader reader(LanguageModel model, SummarizeHeader header) {
    ModelDescription is = model.description();
    List<Site> sites =
        header.getSitesCount() == 0
            ? IntStream.range(0, is.blocks())
                .mapToObj(block -> new Site(block, Target.RESIDUAL))
                .toList()
            : SteeringProtos.sites("header.sites", header.getSitesList(), is);
    return new ExampleReader(
        model,
        sites,
        SteeringProtos.positions(
            "header.positions", header.getPositions(), PositionRule.ANSWER_LETTER, is));
  }

  private static List<LabelledExample> batch(Inbound<SummarizeActivationsRequest> messages) {
    List<LabelledExample> batch = new ArrayList<>();
    while (batch.size() < BATCH_EXAMPLES) {
      SummarizeActivationsRequest message = messages.next();
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
