package org.steermesh.cli.client;

import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import org.steermesh.activation.v1.ActivationServiceGrpc.ActivationServiceBlockingV2Stub;
import org.steermesh.activation.v1.EncodeFeaturesExample;
import org.steermesh.activation.v1.EncodeFeaturesHeader;
import org.steermesh.activation.v1.EncodeFeaturesRequest;
import org.steermesh.activation.v1.EncodeFeaturesResponse;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.type.v1.Input;

/** Reads the features of one text. */
public final class FeatureReading {

  private FeatureReading() {}

  /** Returns the features at the tokens of {@code input}. */
  public static EncodeFeaturesResponse run(
      ActivationServiceBlockingV2Stub activations, EncodeFeaturesHeader header, Input input) {
    BlockingClientCall<EncodeFeaturesRequest, EncodeFeaturesResponse> call =
        activations.encodeFeatures();
    try {
      EncodeFeaturesExample example =
          EncodeFeaturesExample.newBuilder().setId("text").setInput(input).build();
      if (call.write(EncodeFeaturesRequest.newBuilder().setHeader(header).build())
          && call.write(EncodeFeaturesRequest.newBuilder().setExample(example).build())) {
        call.halfClose();
      }
      EncodeFeaturesResponse response = call.read();
      if (response == null) {
        throw new SteerException(
            ExitCode.FAILED, "activation-service ended the call without an answer");
      }
      return response;
    } catch (StatusException e) {
      throw Refusal.of(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SteerException(ExitCode.INTERRUPTED, "interrupted while reading features", e);
    } finally {
      call.cancel("the call is over", null);
    }
  }
}
