package org.steermesh.vector.client;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcClient;
import jakarta.inject.Singleton;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.steermesh.activation.v1.ActivationServiceGrpc;
import org.steermesh.activation.v1.GetModelRequest;
import org.steermesh.activation.v1.SummarizeActivationsRequest;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.vector.domain.ActivationReader;
import org.steermesh.vector.domain.LabelledExample;
import org.steermesh.vector.domain.ModelFacts;

/** activation-service, called by gRPC. */
@Singleton
class GrpcActivationReader implements ActivationReader {

  private static final long DESCRIBE_SECONDS = 10;

  private final Channel channel;

  GrpcActivationReader(@GrpcClient("activation") Channel channel) {
    this.channel = channel;
  }

  @Override
  public ModelFacts describe(String model) {
    try {
      return ActivationProtos.model(
          ActivationServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(DESCRIBE_SECONDS, TimeUnit.SECONDS)
              .getModel(GetModelRequest.newBuilder().setName(model).build()));
    } catch (StatusRuntimeException e) {
      throw StatusTranslator.passOn("activation-service", e);
    }
  }

  @Override
  public Summary summarize(
      Reading reading, Iterator<LabelledExample> examples, BooleanSupplier cancelled) {
    SummaryCall call = new SummaryCall(cancelled);
    StreamObserver<SummarizeActivationsRequest> requests =
        ActivationServiceGrpc.newStub(channel).summarizeActivations(call);
    try {
      requests.onNext(ActivationProtos.header(reading));
      while (examples.hasNext() && call.awaitReady()) {
        requests.onNext(ActivationProtos.example(examples.next(), reading.layout()));
      }
      requests.onCompleted();
    } catch (RuntimeException e) {
      requests.onError(e);
      throw e;
    }
    return ActivationProtos.summary(call.awaitResponse(), reading.sites());
  }
}
