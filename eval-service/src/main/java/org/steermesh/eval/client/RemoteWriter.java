package org.steermesh.eval.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.grpc.Channel;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.quarkus.grpc.GrpcClient;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.RemoteError;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.eval.config.EvalServiceConfig;
import org.steermesh.eval.domain.Cancellation;
import org.steermesh.eval.domain.judging.Drawing;
import org.steermesh.eval.domain.judging.Writer;
import org.steermesh.generation.v1.GenerateRequest;
import org.steermesh.generation.v1.GenerateResponse;
import org.steermesh.generation.v1.GenerationServiceGrpc;
import org.steermesh.generation.v1.GenerationSummary;
import org.steermesh.generation.v1.Sampling;
import org.steermesh.type.v1.Input;
import org.steermesh.type.v1.SteeringReceipt;

/** Has texts written by generation-service. */
@Singleton
class RemoteWriter implements Writer {

  private static final String SERVICE = "generation-service";

  private final GenerationServiceGrpc.GenerationServiceBlockingV2Stub generation;
  private final Duration limit;
  private final JsonFormat.Printer json = JsonFormat.printer().omittingInsignificantWhitespace();

  RemoteWriter(@GrpcClient("generation") Channel generation, EvalServiceConfig config) {
    this.generation = GenerationServiceGrpc.newBlockingV2Stub(generation);
    this.limit = config.silenceLimit();
  }

  @Override
  public Outcome write(Wanted wanted, Cancellation cancellation) {
    BlockingClientCall<?, GenerateResponse> call =
        generation.withDeadlineAfter(limit).generate(request(wanted));
    cancellation.onCancel(() -> call.cancel("the evaluation stops", null));
    try {
      GenerateResponse event = call.read();
      while (event != null && !event.hasSummary()) {
        event = call.read();
      }
      if (event == null) {
        throw new SteermeshException(
            ErrorReason.INTERNAL, SERVICE + " broke its contract: a text ended without a summary");
      }
      return written(event.getSummary());
    } catch (StatusException e) {
      return refused(e, cancellation);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      call.cancel("interrupted", e);
      throw new SteermeshException(ErrorReason.CANCELLED, "the evaluation was interrupted");
    }
  }

  private Outcome written(GenerationSummary summary) {
    SteeringReceipt receipt = summary.getReceipt();
    double dose =
        receipt.getEntriesList().stream()
            .mapToDouble(SteeringReceipt.Entry::getLargestDose)
            .max()
            .orElse(0);
    try {
      return new Outcome.Written(
          summary.getText(),
          summary.getInputTokenCount(),
          summary.getGeneratedTokenCount(),
          dose,
          receipt.getEntriesCount() == 0 ? "" : json.print(receipt));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a receipt cannot be printed", e);
    }
  }

  private static Outcome refused(StatusException thrown, Cancellation cancellation) {
    if (cancellation.isCancelled()) {
      throw new SteermeshException(ErrorReason.CANCELLED, "the evaluation was cancelled");
    }
    RemoteError error = StatusTranslator.read(thrown);
    return switch (error.code()) {
      // About this prompt alone, or this text took too long.
      case INVALID_ARGUMENT, DEADLINE_EXCEEDED -> new Outcome.Refused(reason(error));
      default -> throw StatusTranslator.passOn(SERVICE, thrown);
    };
  }

  private static String reason(RemoteError error) {
    return error.reason().isEmpty() ? error.code().name() : error.reason();
  }

  private static GenerateRequest request(Wanted wanted) {
    return GenerateRequest.newBuilder()
        .setModel(wanted.model())
        .setInput(
            Input.newBuilder()
                .setPrompt(
                    TypeProtos.prompt(
                        wanted.layout().rendering(), wanted.layout().fill(wanted.question())))
                .setCompletion(wanted.opening()))
        .addAllInterventions(Messages.interventions(wanted.changes()))
        .setSampling(sampling(wanted))
        .build();
  }

  private static Sampling sampling(Wanted wanted) {
    Drawing drawing = wanted.drawing();
    return Sampling.newBuilder()
        .setTemperature((float) drawing.temperature())
        .setTopK(drawing.topK())
        .setTopP((float) drawing.topP())
        .setMinP((float) drawing.minP())
        .setRepetitionPenalty((float) drawing.repetitionPenalty())
        .setMaxTokens(drawing.maxTokens())
        .addAllStopStrings(drawing.stopStrings())
        .setStopAtEndOfText(drawing.stopAtEndOfText())
        .setSeed(wanted.seed())
        .build();
  }
}
