package org.steermesh.vector.client;

import io.grpc.Channel;
import io.grpc.StatusException;
import io.quarkus.grpc.GrpcClient;
import jakarta.inject.Singleton;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.steermesh.activation.v1.ActivationServiceGrpc;
import org.steermesh.activation.v1.ActivationServiceGrpc.ActivationServiceBlockingV2Stub;
import org.steermesh.activation.v1.TokenizeRequest;
import org.steermesh.activation.v1.TokenizeResponse;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.protos.LetterTokens;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.generation.v1.GenerationServiceGrpc;
import org.steermesh.generation.v1.GenerationServiceGrpc.GenerationServiceBlockingV2Stub;
import org.steermesh.generation.v1.GetModelRequest;
import org.steermesh.vector.domain.LetterPredictor;
import org.steermesh.vector.domain.ModelFacts;

/**
 * generation-service, called by gRPC: it scores the letters of every prompt in one stream, so that
 * it may batch them. activation-service tells which tokens the letters are.
 */
@Singleton
class GrpcLetterPredictor implements LetterPredictor {

  private static final long ASK_SECONDS = 10;

  private final GenerationServiceBlockingV2Stub generation;
  private final ActivationServiceBlockingV2Stub activation;

  GrpcLetterPredictor(
      @GrpcClient("generation") Channel generation, @GrpcClient("activation") Channel activation) {
    this.generation = GenerationServiceGrpc.newBlockingV2Stub(generation);
    this.activation = ActivationServiceGrpc.newBlockingV2Stub(activation);
  }

  @Override
  public void answer(
      ModelFacts model,
      Iterator<Question> questions,
      BooleanSupplier cancelled,
      IntConsumer answers) {
    checkModel(model);
    LetterTokens letters = LetterTokens.of(model.name(), this::tokenize);
    new LetterCall(generation.scoreGrid(), letters, cancelled)
        .run(model.name(), questions, answers);
  }

  private void checkModel(ModelFacts model) {
    try {
      var answering =
          TypeProtos.fingerprint(
              generation
                  .withDeadlineAfter(ASK_SECONDS, TimeUnit.SECONDS)
                  .getModel(GetModelRequest.newBuilder().setName(model.name()).build())
                  .getFingerprint());
      if (!answering.equals(model.fingerprint())) {
        throw new SteermeshException(
                ErrorReason.VECTOR_OF_OTHER_MODEL,
                "generation-service hosts another " + model.name() + " than activation-service")
            .with("model", model.name());
      }
    } catch (StatusException e) {
      throw StatusTranslator.passOn("generation-service", e);
    }
  }

  private TokenizeResponse tokenize(TokenizeRequest request) {
    try {
      return activation.withDeadlineAfter(ASK_SECONDS, TimeUnit.SECONDS).tokenize(request);
    } catch (StatusException e) {
      throw StatusTranslator.passOn("activation-service", e);
    }
  }
}
