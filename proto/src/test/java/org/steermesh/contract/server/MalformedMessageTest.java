package org.steermesh.contract.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.steermesh.contract.testing.MalformedMessages.TRUNCATED;
import static org.steermesh.contract.testing.MalformedMessages.raw;

import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.steermesh.activation.v1.ActivationServiceGrpc;
import org.steermesh.activation.v1.GetModelRequest;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.RemoteError;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.contract.SteermeshException;
import org.steermesh.generation.v1.GenerationServiceGrpc;
import org.steermesh.generation.v1.ScoreGridItem;
import org.steermesh.generation.v1.ScoreGridRequest;
import org.steermesh.generation.v1.ScoreGridResponse;
import org.steermesh.type.v1.Model;

@Timeout(300)
class MalformedMessageTest {

  private final LinkedBlockingQueue<SteermeshException> thrown = new LinkedBlockingQueue<>();

  @Test
  void aMalformedRequestIsRefusedWithWhatItShouldBe() throws Exception {
    try (TestMesh mesh = new TestMesh(new CheckedEndpoint(new Models()) {})) {
      RemoteError error =
          StatusTranslator.read(
              assertThatExceptionOfType(StatusRuntimeException.class)
                  .isThrownBy(() ->
                      ClientCalls.blockingUnaryCall(
                          mesh.channel,
                          raw(ActivationServiceGrpc.getGetModelMethod()),
                          CallOptions.DEFAULT,
                          TRUNCATED))
                  .actual());

      assertMalformed(error, "steermesh.activation.v1.GetModelRequest");
      assertThat(
              ActivationServiceGrpc.newBlockingStub(mesh.channel)
                  .getModel(GetModelRequest.getDefaultInstance())
                  .getName())
          .isEqualTo("models/m");
    }
  }

  @Test
  void aMalformedMessageInTheMiddleOfAStreamEndsItAfterWhatWasAnswered() throws Exception {
    try (TestMesh mesh = new TestMesh(new CheckedEndpoint(new Grid()) {})) {
      BlockingClientCall<byte[], ScoreGridResponse> call =
          ClientCalls.blockingBidiStreamingCall(
              mesh.channel, raw(GenerationServiceGrpc.getScoreGridMethod()), CallOptions.DEFAULT);
      assertThat(call.write(item("a").toByteArray())).isTrue();
      assertThat(call.read().getItemId()).isEqualTo("a");
      assertThat(call.write(TRUNCATED)).isTrue();

      StatusException end =
          assertThatExceptionOfType(StatusException.class).isThrownBy(call::read).actual();

      assertMalformed(StatusTranslator.read(end), "steermesh.generation.v1.ScoreGridRequest");
      SteermeshException body = thrown.poll(60, TimeUnit.SECONDS);
      assertThat(body).as("the body of the call ends").isNotNull();
      assertThat(body.reason()).isEqualTo(ErrorReason.CANCELLED);
    }
  }

  private static void assertMalformed(RemoteError error, String type) {
    assertThat(error.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(error.reason()).isEqualTo("MESSAGE_MALFORMED");
    assertThat(error.message()).contains("must be a " + type);
    assertThat(error.metadata()).containsEntry("message_type", type);
  }

  private static ScoreGridRequest item(String id) {
    return ScoreGridRequest.newBuilder().setItem(ScoreGridItem.newBuilder().setId(id)).build();
  }

  private static final class Models extends ActivationServiceGrpc.ActivationServiceImplBase {
    @Override
    public void getModel(GetModelRequest request, StreamObserver<Model> observer) {
      observer.onNext(Model.newBuilder().setName("models/m").build());
      observer.onCompleted();
    }
  }

  private final class Grid extends GenerationServiceGrpc.GenerationServiceImplBase {

    private final BlockingCalls calls = new BlockingCalls();

    @Override
    public StreamObserver<ScoreGridRequest> scoreGrid(StreamObserver<ScoreGridResponse> observer) {
      return calls.dialogue(
          observer,
          (messages, answers) -> {
            try {
              for (var next = messages.next(); next != null; next = messages.next()) {
                answers.send(
                    ScoreGridResponse.newBuilder().setItemId(next.getItem().getId()).build());
              }
            } catch (SteermeshException end) {
              thrown.add(end);
              throw end;
            }
          });
    }
  }
}
