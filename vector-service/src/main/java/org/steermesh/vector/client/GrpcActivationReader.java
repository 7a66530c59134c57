package org.steermesh.vector.client;

import io.grpc.Channel;
import io.grpc.StatusException;
import io.quarkus.grpc.GrpcClient;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.steermesh.activation.v1.ActivationServiceGrpc;
import org.steermesh.activation.v1.ActivationServiceGrpc.ActivationServiceBlockingV2Stub;
import org.steermesh.activation.v1.FindSaeFeaturesRequest;
import org.steermesh.activation.v1.GetModelRequest;
import org.steermesh.activation.v1.GetSaeFeaturesRequest;
import org.steermesh.activation.v1.GetSaeRequest;
import org.steermesh.contract.SaeName;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.contract.TensorCodec;
import org.steermesh.contract.protos.SaeProtos;
import org.steermesh.contract.type.FeatureRows;
import org.steermesh.vector.domain.ActivationReader;
import org.steermesh.vector.domain.LabelledExample;
import org.steermesh.vector.domain.ModelFacts;
import org.steermesh.vector.domain.NearFeatures;
import org.steermesh.vector.domain.SaeFacts;

/** activation-service, called by gRPC. */
@Singleton
class GrpcActivationReader implements ActivationReader {

  private static final long DESCRIBE_SECONDS = 10;

  /**
   * A search for features reads half of an autoencoder's file, the first one all of it, perhaps 20
   * GB.
   */
  private static final long SEARCH_SECONDS = 120;

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
  public SaeFacts describe(SaeName sae) {
    try {
      return SaeAnswers.facts(
          activation
              .withDeadlineAfter(DESCRIBE_SECONDS, TimeUnit.SECONDS)
              .getSae(GetSaeRequest.newBuilder().setName(sae.toString()).build()));
    } catch (StatusException e) {
      throw StatusTranslator.passOn("activation-service", e);
    }
  }

  @Override
  public FeatureRows rows(SaeFacts sae, int[] features) {
    GetSaeFeaturesRequest request =
        GetSaeFeaturesRequest.newBuilder()
            .setName(sae.name())
            .addAllFeatures(Arrays.stream(features).boxed().toList())
            .build();
    try {
      FeatureRows rows =
          SaeProtos.rows(
              "rows",
              activation
                  .withDeadlineAfter(DESCRIBE_SECONDS, TimeUnit.SECONDS)
                  .getSaeFeatures(request)
                  .getRows(),
              sae.width());
      if (!Arrays.equals(rows.features(), features)) {
        throw ActivationProtos.broken("it answered rows of other features than those asked for");
      }
      return rows;
    } catch (StatusException e) {
      throw StatusTranslator.passOn("activation-service", e);
    }
  }

  @Override
  public NearFeatures nearest(SaeFacts sae, float[] direction, int most) {
    FindSaeFeaturesRequest request =
        FindSaeFeaturesRequest.newBuilder()
            .setName(sae.name())
            .setDirection(TensorCodec.encode(direction))
            .setTopCount(most)
            .build();
    try {
      return SaeAnswers.near(
          activation.withDeadlineAfter(SEARCH_SECONDS, TimeUnit.SECONDS).findSaeFeatures(request));
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
