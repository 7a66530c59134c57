package org.steermesh.activation.api;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.steermesh.activation.domain.Example;
import org.steermesh.activation.domain.ExampleReader;
import org.steermesh.activation.v1.CaptureActivationsRequest;
import org.steermesh.activation.v1.CaptureActivationsResponse;
import org.steermesh.activation.v1.CaptureHeader;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.TensorCodec;
import org.steermesh.contract.server.Inbound;
import org.steermesh.contract.server.Outbound;
import org.steermesh.engine.CapturedActivations;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Site;
import org.steermesh.host.ModelHost;
import org.steermesh.host.ModelQueue;
import org.steermesh.host.protos.InputProtos;
import org.steermesh.host.protos.Leading;
import org.steermesh.host.protos.SteeringProtos;
import org.steermesh.host.protos.StreamElements;
import org.steermesh.type.v1.Dtype;

/** One {@code CaptureActivations} call: whatever has arrived is read as one batch. */
final class CaptureCall {

  private static final int MOST_EXAMPLES = 32;

  private final ModelHost host;
  private final ModelQueue queue;

  CaptureCall(ModelHost host, ModelQueue queue) {
    this.host = host;
    this.queue = queue;
  }

  void run(
      Inbound<CaptureActivationsRequest> messages, Outbound<CaptureActivationsResponse> answers) {
    CaptureHeader header = header(messages.next());
    ExampleReader reader = reader(header);
    List<CaptureActivationsRequest> arrived = messages.nextBatch(MOST_EXAMPLES, queue.idleLimit());
    if (arrived.isEmpty()) {
      return;
    }
    try (var seat = queue.admit()) {
      while (!arrived.isEmpty()) {
        Leading<Example> examples = Leading.of(arrived, CaptureCall::example);
        ExampleReader.Batch batch = seat.run(cancel -> reader.read(examples.good(), cancel));
        for (int i = 0; i < batch.read().size(); i++) {
          send(examples.good().get(i).id(), batch.read().get(i), reader, header, answers);
        }
        batch.refusal().or(examples::refusal).ifPresent(CaptureCall::refuse);
        arrived = messages.nextBatch(MOST_EXAMPLES, queue.idleLimit());
      }
    }
  }

  private static void refuse(SteermeshException refusal) {
    throw refusal;
  }

  private void send(
      String id,
      CapturedActivations captured,
      ExampleReader reader,
      CaptureHeader header,
      Outbound<CaptureActivationsResponse> answers) {
    List<Integer> positions = new ArrayList<>();
    for (int position : captured.positions()) {
      positions.add(position);
    }
    for (Site site : reader.sites()) {
      answers.send(
          CaptureActivationsResponse.newBuilder()
              .setExampleId(id)
              .setSite(SteeringProtos.toProto(site))
              .addAllPositions(positions)
              .setActivations(
                  TensorCodec.encodeRows(
                      requireNonNull(captured.activations().get(site)), header.getDtype()))
              .build(),
          queue.idleLimit());
    }
  }

  private ExampleReader reader(CaptureHeader header) {
    LanguageModel model = host.model("header.model", header.getModel());
    if (header.getSitesCount() == 0) {
      throw SteermeshException.ofField("header.sites", "is empty; at least one site is needed");
    }
    if (header.getDtype() == Dtype.UNRECOGNIZED) {
      throw SteermeshException.ofField("header.dtype", "is none of the values of Dtype");
    }
    return new ExampleReader(
        model,
        SteeringProtos.sites("header.sites", header.getSitesList(), model.description()),
        SteeringProtos.positions(
            "header.positions",
            header.getPositions(),
            PositionRule.ANSWER_LETTER,
            model.description()));
  }

  private static CaptureHeader header(@Nullable CaptureActivationsRequest first) {
    if (first == null || !first.hasHeader()) {
      throw StreamElements.headerMissing();
    }
    return first.getHeader();
  }

  private static Example example(CaptureActivationsRequest message) {
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
}
