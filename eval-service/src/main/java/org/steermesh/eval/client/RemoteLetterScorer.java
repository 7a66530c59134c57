package org.steermesh.eval.client;

import io.grpc.Channel;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.quarkus.grpc.GrpcClient;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.steermesh.activation.v1.ActivationServiceGrpc;
import org.steermesh.activation.v1.ClassSummary;
import org.steermesh.activation.v1.LabelledExample;
import org.steermesh.activation.v1.SummarizeActivationsRequest;
import org.steermesh.activation.v1.SummarizeActivationsResponse;
import org.steermesh.activation.v1.SummarizeHeader;
import org.steermesh.activation.v1.TokenizeRequest;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.TensorCodec;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.contract.type.PositionRule;
import org.steermesh.contract.type.Positions;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.contract.type.Site;
import org.steermesh.eval.config.EvalServiceConfig;
import org.steermesh.eval.domain.Cancellation;
import org.steermesh.eval.domain.Scorer.Answer;
import org.steermesh.eval.domain.pas.LetterScorer;
import org.steermesh.eval.domain.pas.LetterSplit;
import org.steermesh.generation.v1.GenerationServiceGrpc;
import org.steermesh.generation.v1.GetModelRequest;
import org.steermesh.generation.v1.ScoreGridHeader;
import org.steermesh.generation.v1.ScoreGridItem;
import org.steermesh.generation.v1.SteeringConfiguration;
import org.steermesh.type.v1.InlineVector;
import org.steermesh.type.v1.Input;
import org.steermesh.type.v1.Intervention;
import org.steermesh.type.v1.VectorRef;

/** Asks letters through generation-service's grid, and activations of activation-service. */
@Singleton
class RemoteLetterScorer implements LetterScorer {

  /** What one ScoreGrid call takes. */
  private static final int MOST_STEERINGS = 1024;

  private static final String ACTIVATION = "activation-service";

  private final GenerationServiceGrpc.GenerationServiceBlockingV2Stub generation;
  private final ActivationServiceGrpc.ActivationServiceBlockingV2Stub activation;
  private final TokenizeCalls tokens;
  private final EvalServiceConfig settings;

  RemoteLetterScorer(
      @GrpcClient("generation") Channel generation,
      @GrpcClient("activation") Channel activation,
      EvalServiceConfig config) {
    this.generation = GenerationServiceGrpc.newBlockingV2Stub(generation);
    this.activation = ActivationServiceGrpc.newBlockingV2Stub(activation);
    this.tokens = new TokenizeCalls(this.activation, config.callLimit());
    this.settings = config;
  }

  @Override
  public List<List<Reply>> ask(
      String model,
      List<Optional<Push>> steerings,
      List<Prompt> prompts,
      Cancellation cancellation) {
    List<ScoreGridItem> items = LetterItems.of(model, prompts, tokens);
    List<List<Reply>> replies = new ArrayList<>();
    for (int from = 0; from < steerings.size(); from += MOST_STEERINGS) {
      List<Optional<Push>> some =
          steerings.subList(from, Math.min(from + MOST_STEERINGS, steerings.size()));
      List<List<Answer>> answers =
          new GridCall<>(
                  generation, header(model, some), items, settings.silenceLimit(), GridCall.ANSWERS)
              .run(cancellation);
      answers.forEach(row -> replies.add(row.stream().map(RemoteLetterScorer::reply).toList()));
    }
    return replies;
  }

  private static Reply reply(Answer answer) {
    return switch (answer) {
      case Answer.Scored(List<Double> logProbabilities, int tokens, double dose) ->
          new Reply.Scored(logProbabilities);
      case Answer.Refused(String reason) -> new Reply.Refused(reason);
    };
  }

  private static ScoreGridHeader header(String model, List<Optional<Push>> steerings) {
    ScoreGridHeader.Builder header = ScoreGridHeader.newBuilder().setModel(model);
    for (Optional<Push> steering : steerings) {
      SteeringConfiguration.Builder configuration =
          SteeringConfiguration.newBuilder()
              .setId(Integer.toString(header.getConfigurationsCount()));
      steering.ifPresent(push -> configuration.addInterventions(intervention(push)));
      header.addConfigurations(configuration);
    }
    return header.build();
  }

  private static Intervention intervention(Push push) {
    return Intervention.newBuilder()
        .setVector(vector(push))
        .addSites(TypeProtos.site(push.site()))
        .setPositions(TypeProtos.positions(Positions.of(PositionRule.LAST_OF_INPUT)))
        .setStrength((float) push.strength())
        .build();
  }

  private static VectorRef vector(Push push) {
    return switch (push.source()) {
      case Source.Kept(String version) -> VectorRef.newBuilder().setName(version).build();
      case Source.Made(List<Float> values) ->
          VectorRef.newBuilder()
              .setInline(
                  InlineVector.newBuilder()
                      .setSite(TypeProtos.site(push.site()))
                      .setValues(TensorCodec.encode(floats(values))))
              .build();
    };
  }

  private static float[] floats(List<Float> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    return floats;
  }

  @Override
  public int contextLength(String model) {
    try {
      return generation
          .withDeadlineAfter(settings.callLimit())
          .getModel(GetModelRequest.newBuilder().setName(model).build())
          .getContextLength();
    } catch (StatusException e) {
      throw StatusTranslator.passOn("generation-service", e);
    }
  }

  @Override
  public int tokenCount(String model, PromptLayout.Rendering rendering, String text) {
    TokenizeRequest request =
        TokenizeRequest.newBuilder()
            .setModel(model)
            .setInput(Messages.input(rendering, text))
            .build();
    try {
      return tokens.tokenize(request).getTokensCount();
    } catch (SteermeshException e) {
      if (e.reason() == ErrorReason.PROMPT_TOO_LONG) {
        return Integer.MAX_VALUE;
      }
      throw e;
    }
  }

  @Override
  public List<Float> difference(
      String model, PromptLayout.Rendering rendering, LetterSplit split, Site site) {
    SummarizeHeader header =
        SummarizeHeader.newBuilder()
            .setModel(model)
            .addSites(TypeProtos.site(site))
            .setPositions(TypeProtos.positions(Positions.of(PositionRule.LAST_OF_INPUT)))
            .build();
    BlockingClientCall<SummarizeActivationsRequest, SummarizeActivationsResponse> call =
        activation.summarizeActivations();
    try {
      boolean open = call.write(SummarizeActivationsRequest.newBuilder().setHeader(header).build());
      open =
          open
              && write(call, "positive", inputs(rendering, split.with()))
              && write(call, "negative", inputs(rendering, split.without()));
      if (open) {
        call.halfClose();
      }
      SummarizeActivationsResponse response = call.read();
      if (response == null) {
        throw new SteermeshException(ErrorReason.INTERNAL, ACTIVATION + " gave no summary");
      }
      return difference(response.getSites(0).getClassesList());
    } catch (StatusException e) {
      throw StatusTranslator.passOn(ACTIVATION, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SteermeshException(ErrorReason.CANCELLED, "the reading was interrupted");
    } finally {
      call.cancel("no summary is waited for", null);
    }
  }

  private static List<Input> inputs(PromptLayout.Rendering rendering, List<String> texts) {
    return texts.stream().map(text -> Messages.input(rendering, text)).toList();
  }

  private static boolean write(
      BlockingClientCall<SummarizeActivationsRequest, SummarizeActivationsResponse> call,
      String side,
      List<Input> inputs)
      throws InterruptedException, StatusException {
    boolean open = true;
    for (int i = 0; open && i < inputs.size(); i++) {
      LabelledExample example =
          LabelledExample.newBuilder()
              .setId(side + " " + i)
              .setClassName(side)
              .setInput(inputs.get(i))
              .build();
      open = call.write(SummarizeActivationsRequest.newBuilder().setExample(example).build());
    }
    return open;
  }

  private static List<Float> difference(List<ClassSummary> classes) {
    float[] positive = TensorCodec.decode("positive", classes.get(0).getMean());
    float[] negative = TensorCodec.decode("negative", classes.get(1).getMean());
    List<Float> values = new ArrayList<>();
    for (int i = 0; i < positive.length; i++) {
      values.add(positive[i] - negative[i]);
    }
    return values;
  }
}
