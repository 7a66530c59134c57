package org.steermesh.vector.client;

import io.grpc.Channel;
import io.grpc.StatusException;
import io.quarkus.grpc.GrpcClient;
import jakarta.inject.Singleton;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.steermesh.activation.v1.ActivationServiceGrpc;
import org.steermesh.activation.v1.ActivationServiceGrpc.ActivationServiceBlockingV2Stub;
import org.steermesh.activation.v1.GetModelRequest;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.vector.domain.ActivationReader;
import org.steermesh.vector.domain.LabelledExample;
import org.steermesh.vector.domain.ModelFacts;

/** activation-service, called by gRPC. */
@Singleton
class GrpcActivationReader implements ActivationReader {

  private static final long DESCRIBE_SECONDS = 10;

  private final ActivationServiceBlockingV2Stub activation;

  GrpcActivationReader(@GrpcClient("activation") Channel channel) {
    this.activation = ActivationServiceGrpc.newBlockingV2Stub(channel);
  }

  @Override
  public ModelFacts describe(String model) {
    try {
      return ActivationProtos.model(
          activation
              .withDeadlineAfter(DESCRIBE_SECONDS, TimeUnit.SECONDS)
              .getModel(GetModelRequest.newBuilder().setName(model).build()));
    } catch (StatusException e) {
      throw StatusTranslator.passOn("activation-service", e);
    }
  }

  @Override
  public Summary summarize(
      Reading reading, Iterator<LabelledExample> examples, BooleanSupplier cancelled) {
    return new SummaryCall(activation.summarizeActivations(), cancelled).run(reading, examples);
  }
}
