package org.steermesh.generation.api;

import io.grpc.stub.StreamObserver;
import java.util.List;
import org.steermesh.contract.server.BlockingCalls;
import org.steermesh.contract.server.Outbound;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.ModelDescription;
import org.steermesh.generation.domain.ScoredInput;
import org.steermesh.generation.domain.Steering;
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
import org.steermesh.type.v1.Model;

/** The methods of {@code steermesh.generation.v1.GenerationService}. */
final class GenerationMethods extends GenerationServiceImplBase {

  private final BlockingCalls calls = new BlockingCalls(Refusals::translate);
  private final ModelHost host;
  private final ModelQueue queue;
  private final ServingParts serving;
  private final VectorSource vectors;
  private final TextGeneration texts;

  GenerationMethods(
      ModelHost host,
      ModelQueue queue,
      ServingParts serving,
      VectorSource vectors,
      TextGeneration texts) {
    this.texts = texts;
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
    calls.stream(answers, outbound -> texts.generate(request, new Sent(outbound)));
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
    Steering steering = texts.steering(request.getInterventionsList(), is);
    try (var seat = queue.admit()) {
      return seat.run(cancel -> {
        ScoredInput.Encoded encoded = input.encode(model);
        steering.requireEffectOn(encoded.tokens(), model.tokenizer().texts());
        return ScoreProtos.score(
            encoded, model.score(List.of(encoded.under(steering)), cancel).getFirst(), steering);
      });
    }
  }

  @Override
  public StreamObserver<ScoreGridRequest> scoreGrid(StreamObserver<ScoreGridResponse> answers) {
    return calls.dialogue(answers, new GridCall(host, queue, vectors)::run);
  }

  /** The answers of a gRPC call. */
  private record Sent(Outbound<GenerateResponse> outbound) implements TextGeneration.Answers {

    @Override
    public void send(GenerateResponse event) {
      outbound.send(event);
    }

    @Override
    public boolean isCancelled() {
      return outbound.isCancelled();
    }
  }
}
