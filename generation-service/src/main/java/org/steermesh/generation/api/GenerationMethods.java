package org.steermesh.generation.api;

import io.grpc.stub.StreamObserver;
import java.util.List;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.server.BlockingCalls;
import org.steermesh.contract.server.Outbound;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.ModelDescription;
import org.steermesh.generation.domain.ScoredInput;
import org.steermesh.generation.domain.Steering;
import org.steermesh.generation.domain.SteeringPolicy;
import org.steermesh.generation.domain.SteeringResolver;
import org.steermesh.generation.domain.VectorSource;
import org.steermesh.generation.v1.GenerateRequest;
import org.steermesh.generation.v1.GenerateResponse;
import org.steermesh.generation.v1.GenerationServiceGrpc.GenerationServiceImplBase;
import org.steermesh.generation.v1.GetModelRequest;
import org.steermesh.generation.v1.ScoreGridRequest;
import org.steermesh.generation.v1.ScoreGridResponse;
import org.steermesh.generation.v1.ScoreRequest;
import org.steermesh.generation.v1.ScoreResponse;
import org.steermesh.host.ModelHost;
import org.steermesh.host.ModelQueue;
import org.steermesh.host.Refusals;
import org.steermesh.host.protos.InputProtos;
import org.steermesh.host.protos.ModelProtos;
import org.steermesh.type.v1.Intervention;
import org.steermesh.type.v1.Model;

/** The methods of {@code steermesh.generation.v1.GenerationService}. */
final class GenerationMethods extends GenerationServiceImplBase {

  private static final int MOST_TEXTS = 8;

  private final BlockingCalls calls = new BlockingCalls(Refusals::translate);
  private final ModelHost host;
  private final ModelQueue queue;
  private final ServingParts serving;
  private final VectorSource vectors;

  GenerationMethods(ModelHost host, ModelQueue queue, ServingParts serving, VectorSource vectors) {
    this.serving = serving;
    this.host = host;
    this.queue = queue;
    this.vectors = vectors;
  }

  @Override
  public void getModel(GetModelRequest request, StreamObserver<Model> answer) {
    calls.answer(
        answer,
        () ->
            ModelProtos.toProto(host.model("name", request.getName()).description()).toBuilder()
                .setLoad(LoadProtos.toProto(serving.loop(), queue))
                .build());
  }

  @Override
  public void generate(GenerateRequest request, StreamObserver<GenerateResponse> answers) {
    calls.stream(answers, outbound -> generate(request, outbound));
  }

  private void generate(GenerateRequest request, Outbound<GenerateResponse> answers)
      throws InterruptedException {
    LanguageModel model = host.model("model", request.getModel());
    ModelDescription is = model.description();
    SteeringPolicy policy = PolicyProtos.policy(request.getPolicy());
    int texts = request.hasTextCount() ? request.getTextCount() : 1;
    if (texts < 1 || texts > MOST_TEXTS) {
      throw SteermeshException.ofField(
          "text_count", "%d must be 1 to %d".formatted(texts, MOST_TEXTS));
    }
    WantedTexts wanted =
        new WantedTexts(
            SamplingProtos.sampling(request.getSampling(), is),
            texts,
            request.getEcho(),
            serving.doseLimit());
    GenerateCall call =
        new GenerateCall(
            model,
            InputProtos.input("input", request.getInput()),
            wanted,
            applied(request, is, policy),
            policy);
    try (var place = serving.loop().admit(Callers.of(request), texts)) {
      call.run(place, answers, serving.meters());
    }
  }

  private SteeringPolicy.Applied applied(
      GenerateRequest request, ModelDescription is, SteeringPolicy policy) {
    try {
      Steering steering = steering(request.getInterventionsList(), is);
      if (!policy.allowsOverDose()) {
        steering.requireDoseWithin(serving.doseLimit());
      }
      return SteeringPolicy.Applied.asAsked(steering);
    } catch (SteermeshException e) {
      return policy.insteadOf(e);
    }
  }

  @Override
  public void score(ScoreRequest request, StreamObserver<ScoreResponse> answer) {
    calls.answer(answer, () -> score(request));
  }

  private ScoreResponse score(ScoreRequest request) {
    LanguageModel model = host.model("model", request.getModel());
    ModelDescription is = model.description();
    ScoredInput input =
        new ScoredInput(
            "",
            InputProtos.input("input", request.getInput()),
            ContinuationProtos.continuations("continuations", request.getContinuationsList(), is));
    Steering steering = steering(request.getInterventionsList(), is);
    try (var seat = queue.admit()) {
      return seat.run(cancel -> {
        ScoredInput.Encoded encoded = input.encode(model);
        steering.requireEffectOn(encoded.tokens());
        return ScoreProtos.score(
            encoded, model.score(List.of(encoded.under(steering)), cancel).getFirst(), steering);
      });
    }
  }

  @Override
  public StreamObserver<ScoreGridRequest> scoreGrid(StreamObserver<ScoreGridResponse> answers) {
    return calls.dialogue(answers, new GridCall(host, queue, vectors)::run);
  }

  private Steering steering(List<Intervention> interventions, ModelDescription is) {
    return new SteeringResolver(vectors, is)
        .resolve(InterventionProtos.wanted("interventions", interventions, is));
  }
}
