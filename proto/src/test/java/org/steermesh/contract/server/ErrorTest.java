package org.steermesh.contract.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.BindableService;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.steermesh.activation.v1.ActivationServiceGrpc;
import org.steermesh.activation.v1.GetModelRequest;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.RemoteError;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.contract.SteermeshException;
import org.steermesh.type.v1.Model;

@Timeout(300)
class ErrorTest {

  private final SteermeshException refusal =
      new SteermeshException(ErrorReason.MODEL_NOT_FOUND, "models/x is not hosted here")
          .with("name", "models/x");

  @Test
  void aRefusalKeepsItsCodeReasonAndMetadataHoweverItLeaves() throws Exception {
    for (Leaving leaving : Leaving.values()) {
      RemoteError error = errorOf(new Failing(leaving, refusal));

      assertThat(error.code()).as("%s", leaving).isEqualTo(Status.Code.NOT_FOUND);
      assertThat(error.reason()).isEqualTo("MODEL_NOT_FOUND");
      assertThat(error.message()).isEqualTo("models/x is not hosted here");
      assertThat(error.metadata()).containsEntry("name", "models/x");
    }
  }

  @Test
  void aBugIsInternalWithAnIdAndWithoutDetailAndLoggedOnce() throws Exception {
    for (Leaving leaving : Leaving.values()) {
      List<String> log = new ArrayList<>();
      Handler handler = recordTo(log);
      Logger logger = Logger.getLogger(CallErrors.class.getName());
      logger.addHandler(handler);

      RemoteError error =
          errorOf(new Failing(leaving, new IllegalArgumentException("secret /etc/x")));
      logger.removeHandler(handler);

      assertThat(error.code()).as("%s", leaving).isEqualTo(Status.Code.INTERNAL);
      assertThat(error.reason()).isEqualTo("INTERNAL");
      assertThat(error.toString()).doesNotContain("secret").doesNotContain("Illegal");
      assertThat(log).hasSize(1);
      assertThat(log.getFirst())
          .contains("secret /etc/x")
          .contains(String.valueOf(error.metadata().get("error_id")));
    }
  }

  @Test
  void theServicesOwnTranslationComesFirst() throws Exception {
    BlockingCalls calls =
        new BlockingCalls(thrown -> thrown instanceof ArithmeticException ? refusal : thrown);

    RemoteError error =
        errorOf(
            new ActivationServiceGrpc.ActivationServiceImplBase() {
              @Override
              public void getModel(GetModelRequest request, StreamObserver<Model> observer) {
                calls.answer(
                    observer,
                    () -> {
                      throw new ArithmeticException("1/0");
                    });
              }
            });

    assertThat(error.reason()).isEqualTo("MODEL_NOT_FOUND");
  }

  @Test
  void anOversizedMessageIsResourceExhausted() throws Exception {
    GetModelRequest huge =
        GetModelRequest.newBuilder().setName("x".repeat(TestMesh.LARGEST_MESSAGE + 1)).build();
    try (TestMesh mesh = new TestMesh(new Failing(Leaving.THROWN, refusal))) {
      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() -> ActivationServiceGrpc.newBlockingStub(mesh.channel).getModel(huge))
          .matches(e -> e.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED);
    }
  }

  @Test
  void aCheckedEndpointServesWellFormedMessagesAsBefore() throws Exception {
    RemoteError error =
        errorOf(new CheckedEndpoint(new Failing(Leaving.THROWN_BY_BODY, refusal)) {});

    assertThat(error.reason()).isEqualTo("MODEL_NOT_FOUND");
  }

  private static RemoteError errorOf(BindableService service) throws Exception {
    try (TestMesh mesh = new TestMesh(service)) {
      Callable<Model> call =
          () ->
              ActivationServiceGrpc.newBlockingStub(mesh.channel)
                  .getModel(GetModelRequest.getDefaultInstance());
      return StatusTranslator.read(
          assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(call::call).actual());
    }
  }

  private static Handler recordTo(List<String> log) {
    return new Handler() {
      @Override
      public void publish(LogRecord entry) {
        log.add(new SimpleFormatter().formatMessage(entry) + entry.getThrown());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  private enum Leaving {
    THROWN,
    HANDED_TO_OBSERVER,
    THROWN_BY_BODY
  }

  private static final class Failing extends ActivationServiceGrpc.ActivationServiceImplBase {

    private final BlockingCalls calls = new BlockingCalls();
    private final Leaving leaving;
    private final RuntimeException failure;

    Failing(Leaving leaving, RuntimeException failure) {
      this.leaving = leaving;
      this.failure = failure;
    }

    @Override
    public void getModel(GetModelRequest request, StreamObserver<Model> observer) {
      switch (leaving) {
        case THROWN -> throw failure;
        case HANDED_TO_OBSERVER -> observer.onError(failure);
        case THROWN_BY_BODY ->
            calls.answer(
                observer,
                () -> {
                  throw failure;
                });
      }
    }
  }
}
