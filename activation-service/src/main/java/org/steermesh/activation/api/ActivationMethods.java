package org.steermesh.activation.api;

import io.grpc.stub.StreamObserver;
import java.util.List;
import org.steermesh.activation.domain.SaeLibrary;
import org.steermesh.activation.v1.ActivationServiceGrpc.ActivationServiceImplBase;
import org.steermesh.activation.v1.CaptureActivationsRequest;
import org.steermesh.activation.v1.CaptureActivationsResponse;
import org.steermesh.activation.v1.EncodeFeaturesRequest;
import org.steermesh.activation.v1.EncodeFeaturesResponse;
import org.steermesh.activation.v1.FindSaeFeaturesRequest;
import org.steermesh.activation.v1.FindSaeFeaturesResponse;
import org.steermesh.activation.v1.GetModelRequest;
import org.steermesh.activation.v1.GetSaeFeaturesRequest;
import org.steermesh.activation.v1.GetSaeFeaturesResponse;
import org.steermesh.activation.v1.GetSaeRequest;
import org.steermesh.activation.v1.ListModelsRequest;
import org.steermesh.activation.v1.ListModelsResponse;
import org.steermesh.activation.v1.ListSaesRequest;
import org.steermesh.activation.v1.ListSaesResponse;
import org.steermesh.activation.v1.SummarizeActivationsRequest;
import org.steermesh.activation.v1.SummarizeActivationsResponse;
import org.steermesh.activation.v1.TokenizeRequest;
import org.steermesh.activation.v1.TokenizeResponse;
import org.steermesh.contract.PageRequest;
import org.steermesh.contract.server.BlockingCalls;
import org.steermesh.host.ModelHost;
import org.steermesh.host.ModelQueue;
import org.steermesh.host.Refusals;
import org.steermesh.host.protos.ModelProtos;
import org.steermesh.type.v1.Model;
import org.steermesh.type.v1.Sae;

/** The methods of {@code steermesh.activation.v1.ActivationService}. */
final class ActivationMethods extends ActivationServiceImplBase {

  private final BlockingCalls calls = new BlockingCalls(Refusals::translate);
  private final ModelHost host;
  private final ModelQueue queue;
  private final SaeLibrary saes;

  ActivationMethods(ModelHost host, ModelQueue queue, SaeLibrary saes) {
    this.host = host;
    this.queue = queue;
    this.saes = saes;
  }

  @Override
  public void getModel(GetModelRequest request, StreamObserver<Model> answer) {
    calls.answer(answer, () -> describe(request.getName()));
  }

  @Override
  public void listModels(ListModelsRequest request, StreamObserver<ListModelsResponse> answer) {
    calls.answer(
        answer,
        () -> {
          var page = PageRequest.of(request).cut(List.of(describe("")), Model::getName);
          return ListModelsResponse.newBuilder()
              .addAllModels(page.items())
              .setNextPageToken(page.nextToken())
              .build();
        });
  }

  @Override
  public void tokenize(TokenizeRequest request, StreamObserver<TokenizeResponse> answer) {
    calls.answer(
        answer,
        () -> {
          Tokenization wanted = Tokenization.of(host, request);
          try (var seat = queue.admit()) {
            return seat.run(cancel -> wanted.run());
          }
        });
  }

  @Override
  public StreamObserver<CaptureActivationsRequest> captureActivations(
      StreamObserver<CaptureActivationsResponse> answers) {
    return calls.dialogue(
        answers, (messages, outbound) -> new CaptureCall(host, queue).run(messages, outbound));
  }

  @Override
  public StreamObserver<SummarizeActivationsRequest> summarizeActivations(
      StreamObserver<SummarizeActivationsResponse> answer) {
    return calls.reduce(answer, messages -> new SummarizeCall(host, queue, saes).run(messages));
  }

  @Override
  public void listSaes(ListSaesRequest request, StreamObserver<ListSaesResponse> answer) {
    calls.answer(
        answer, () -> new SaeAnswers(saes).list(request, host.model("", "").description()));
  }

  @Override
  public void getSae(GetSaeRequest request, StreamObserver<Sae> answer) {
    calls.answer(
        answer,
        () -> new SaeAnswers(saes).get(request.getName(), host.model("", "").description()));
  }

  @Override
  public void getSaeFeatures(
      GetSaeFeaturesRequest request, StreamObserver<GetSaeFeaturesResponse> answer) {
    calls.answer(answer, () -> new SaeAnswers(saes).features(request));
  }

  @Override
  public void findSaeFeatures(
      FindSaeFeaturesRequest request, StreamObserver<FindSaeFeaturesResponse> answer) {
    calls.answer(
        answer, () -> new SaeAnswers(saes).find(request, host.model("", "").description()));
  }

  @Override
  public StreamObserver<EncodeFeaturesRequest> encodeFeatures(
      StreamObserver<EncodeFeaturesResponse> answers) {
    return calls.dialogue(
        answers, (messages, outbound) -> new EncodeCall(host, queue, saes).run(messages, outbound));
  }

  private Model describe(String name) {
    return ModelProtos.toProto(host.model("name", name).description());
  }
}
