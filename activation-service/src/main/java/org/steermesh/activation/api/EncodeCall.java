package org.steermesh.activation.api;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.steermesh.activation.domain.EncodedExample;
import org.steermesh.activation.domain.Example;
import org.steermesh.activation.domain.ExampleReader;
import org.steermesh.activation.domain.FeatureReader;
import org.steermesh.activation.domain.HeldSae;
import org.steermesh.activation.domain.SaeLibrary;
import org.steermesh.activation.v1.EncodeFeaturesHeader;
import org.steermesh.activation.v1.EncodeFeaturesRequest;
import org.steermesh.activation.v1.EncodeFeaturesResponse;
import org.steermesh.activation.v1.FeatureValue;
import org.steermesh.activation.v1.TokenFeatures;
import org.steermesh.contract.SaeName;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.server.Inbound;
import org.steermesh.contract.server.Outbound;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.ModelDescription;
import org.steermesh.engine.sae.ActiveFeatures;
import org.steermesh.engine.sae.SparseAutoencoder;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Site;
import org.steermesh.host.ModelHost;
import org.steermesh.host.ModelQueue;
import org.steermesh.host.protos.InputProtos;
import org.steermesh.host.protos.Leading;
import org.steermesh.host.protos.SteeringProtos;
import org.steermesh.host.protos.StreamElements;

/** One {@code EncodeFeatures} call: whatever has arrived is encoded as one batch. */
final class EncodeCall {

  private static final int MOST_EXAMPLES = 8;
  private static final int MOST_TOLD = 1024;
  private static final int TOLD = 8;

  private final ModelHost host;
  private final ModelQueue queue;
  private final SaeLibrary saes;

  EncodeCall(ModelHost host, ModelQueue queue, SaeLibrary saes) {
    this.host = host;
    this.queue = queue;
    this.saes = saes;
  }

  void run(Inbound<EncodeFeaturesRequest> messages, Outbound<EncodeFeaturesResponse> answers) {
    EncodeFeaturesHeader header = header(messages.next());
    LanguageModel model = host.model("", "");
    int top = top(header.getTopCount());
    FeatureReader reader = reader(header, model);
    List<EncodeFeaturesRequest> arrived = messages.nextBatch(MOST_EXAMPLES, queue.idleLimit());
    if (arrived.isEmpty()) {
      return;
    }
    try (var seat = queue.admit()) {
      while (!arrived.isEmpty()) {
        Leading<Example> examples = Leading.of(arrived, EncodeCall::example);
        FeatureReader.Batch batch = seat.run(cancel -> reader.read(examples.good(), cancel));
        for (EncodedExample encoded : batch.encoded()) {
          answers.send(answer(encoded, model, top), queue.idleLimit());
        }
        batch.refusal().or(examples::refusal).ifPresent(EncodeCall::refuse);
        arrived = messages.nextBatch(MOST_EXAMPLES, queue.idleLimit());
      }
    }
  }

  private static void refuse(SteermeshException refusal) {
    throw refusal;
  }

  private static int top(int count) {
    if (count < 0 || count > MOST_TOLD) {
      throw SteermeshException.ofField(
          "header.top_count", "is %d; 1 to %d are allowed".formatted(count, MOST_TOLD));
    }
    return count == 0 ? TOLD : count;
  }

  private FeatureReader reader(EncodeFeaturesHeader header, LanguageModel model) {
    ModelDescription is = model.description();
    HeldSae held = saes.get(SaeName.parse("header.sae", header.getSae()));
    SparseAutoencoder sae = held.usableWith(is);
    List<Site> wanted =
        header.hasSite()
            ? List.of(SteeringProtos.site("header.site", header.getSite(), is))
            : List.of();
    return new FeatureReader(
        new ExampleReader(
            model,
            List.of(held.siteAmong(wanted)),
            SteeringProtos.positions(
                "header.positions", header.getPositions(), PositionRule.ALL_BUT_BOS, is)),
        sae);
  }

  private static EncodeFeaturesHeader header(@Nullable EncodeFeaturesRequest first) {
    if (first == null || !first.hasHeader()) {
      throw StreamElements.headerMissing();
    }
    return first.getHeader();
  }

  private static Example example(EncodeFeaturesRequest message) {
    if (!message.hasExample()) {
      throw StreamElements.notAnElement("example", message.hasHeader());
    }
    String id = message.getExample().getId();
    if (id.isEmpty()) {
      throw SteermeshException.ofField("example.id", "is required");
    }
    return StreamElements.translate(
        "example",
        id,
        () -> new Example(id, InputProtos.input("example.input", message.getExample().getInput())));
  }

  private static EncodeFeaturesResponse answer(
      EncodedExample encoded, LanguageModel model, int top) {
    EncodeFeaturesResponse.Builder response =
        EncodeFeaturesResponse.newBuilder().setExampleId(encoded.id());
    for (int row = 0; row < encoded.positions().length; row++) {
      int position = encoded.positions()[row];
      response.addTokens(
          strongest(encoded.active(), encoded.firstRow() + row, top)
              .setPosition(position)
              .setToken(TokenProtos.token(model, encoded.tokens(), position)));
    }
    return response.build();
  }

  private static TokenFeatures.Builder strongest(ActiveFeatures active, int row, int top) {
    int from = active.offsets()[row];
    int until = active.offsets()[row + 1];
    TokenFeatures.Builder told = TokenFeatures.newBuilder().setActiveCount(until - from);
    // The sort is stable, and features are ascending.
    IntStream.range(from, until)
        .boxed()
        .sorted(Comparator.comparingDouble(at -> -active.values()[at]))
        .limit(top)
        .forEach(at ->
            told.addFeatures(
                FeatureValue.newBuilder()
                    .setFeature(active.features()[at])
                    .setValue(active.values()[at])));
    return told;
  }
}
