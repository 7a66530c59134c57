package org.steermesh.eval.client;

import io.grpc.Channel;
import io.quarkus.grpc.GrpcClient;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.steermesh.activation.v1.ActivationServiceGrpc;
import org.steermesh.activation.v1.Token;
import org.steermesh.activation.v1.TokenizeRequest;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.type.PositionRule;
import org.steermesh.contract.type.Positions;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.eval.config.EvalServiceConfig;
import org.steermesh.eval.domain.Cancellation;
import org.steermesh.eval.domain.Cell;
import org.steermesh.eval.domain.Question;
import org.steermesh.eval.domain.Scorer;
import org.steermesh.eval.domain.pas.LetterScorer;
import org.steermesh.generation.v1.ConfigurationScores;
import org.steermesh.generation.v1.Continuation;
import org.steermesh.generation.v1.ContinuationTokens;
import org.steermesh.generation.v1.GenerationServiceGrpc;
import org.steermesh.generation.v1.GridScore;
import org.steermesh.generation.v1.ScoreGridHeader;
import org.steermesh.generation.v1.ScoreGridItem;
import org.steermesh.generation.v1.SteeringConfiguration;

/** Scores through generation-service's grid; texts are cut into tokens by activation-service. */
@Singleton
class RemoteScorer implements Scorer {

  private static final Positions ALL_BUT_BOS = Positions.of(PositionRule.ALL_BUT_BOS);
  private static final GridCall.Reading<TextAnswer> TEXTS =
      new GridCall.Reading<>(RemoteScorer::measured, TextAnswer.Refused::new);

  private final GenerationServiceGrpc.GenerationServiceBlockingV2Stub generation;
  private final TokenizeCalls tokens;
  private final EvalServiceConfig settings;

  RemoteScorer(
      @GrpcClient("generation") Channel generation,
      @GrpcClient("activation") Channel activation,
      EvalServiceConfig config) {
    this.generation = GenerationServiceGrpc.newBlockingV2Stub(generation);
    this.tokens =
        new TokenizeCalls(ActivationServiceGrpc.newBlockingV2Stub(activation), config.callLimit());
    this.settings = config;
  }

  @Override
  public List<List<Answer>> questions(
      Grid grid, PromptLayout layout, List<Question> questions, Cancellation cancellation) {
    List<ScoreGridItem> items = new ArrayList<>();
    for (Question question : questions) {
      items.add(
          ScoreGridItem.newBuilder()
              .setId(Integer.toString(items.size()))
              .setInput(Messages.input(layout, question.text()))
              .addContinuations(text(question.match(layout.answerPrefix())))
              .addContinuations(text(question.other(layout.answerPrefix())))
              .build());
    }
    return score(header(grid, Optional.empty()), items, cancellation);
  }

  @Override
  public List<List<Answer>> options(Grid grid, List<Options> items, Cancellation cancellation) {
    List<ScoreGridItem> asked = new ArrayList<>();
    for (Options item : items) {
      ScoreGridItem.Builder message =
          ScoreGridItem.newBuilder()
              .setId(Integer.toString(asked.size()))
              .setInput(Messages.input(item.layout(), item.question()));
      item.continuations().forEach(each -> message.addContinuations(text(each)));
      asked.add(message.build());
    }
    return score(header(grid, Optional.empty()), asked, cancellation);
  }

  @Override
  public List<List<Answer>> letters(
      Grid grid, List<LetterScorer.Prompt> prompts, Cancellation cancellation) {
    List<ScoreGridItem> items = LetterItems.of(grid.model(), prompts, tokens);
    return score(header(grid, Optional.empty()), items, cancellation);
  }

  @Override
  public List<List<Answer>> texts(Grid grid, List<String> texts, Cancellation cancellation) {
    ScoreGridHeader header = header(grid, Optional.of(ALL_BUT_BOS));
    return texts(grid.model(), texts, header, GridCall.ANSWERS, cancellation);
  }

  @Override
  public List<List<TextAnswer>> divergingTexts(
      Grid grid, List<String> texts, Cancellation cancellation) {
    ScoreGridHeader header =
        header(grid, Optional.of(ALL_BUT_BOS)).toBuilder().setDivergence(true).build();
    return texts(grid.model(), texts, header, TEXTS, cancellation);
  }

  private <A> List<List<A>> texts(
      String model,
      List<String> texts,
      ScoreGridHeader header,
      GridCall.Reading<A> reading,
      Cancellation cancellation) {
    List<ScoreGridItem> items = new ArrayList<>();
    List<Boolean> scorable = new ArrayList<>();
    for (String text : texts) {
      List<Integer> tokens = tokens(model, text);
      // The first token is given, so that there must be another to predict.
      scorable.add(tokens.size() >= 2);
      if (tokens.size() >= 2) {
        items.add(item(items.size(), tokens));
      }
    }
    List<List<A>> merged = new ArrayList<>();
    for (List<A> scored : grid(header, items, reading, cancellation)) {
      Iterator<A> next = scored.iterator();
      merged.add(
          scorable.stream()
              .map(can -> can ? next.next() : reading.refused().apply("TEXT_TOO_SHORT"))
              .toList());
    }
    return merged;
  }

  private List<List<Answer>> score(
      ScoreGridHeader header, List<ScoreGridItem> items, Cancellation cancellation) {
    return grid(header, items, GridCall.ANSWERS, cancellation);
  }

  private <A> List<List<A>> grid(
      ScoreGridHeader header,
      List<ScoreGridItem> items,
      GridCall.Reading<A> reading,
      Cancellation cancellation) {
    return new GridCall<>(generation, header, items, settings.silenceLimit(), reading)
        .run(cancellation);
  }

  private static TextAnswer measured(ConfigurationScores scores) {
    GridScore score = scores.getScores(0);
    return new TextAnswer.Measured(
        score.getLogProbability(),
        score.getTokenCount(),
        score.hasDivergence() ? score.getDivergence() : Double.NaN,
        scores.getLargestDose());
  }

  private List<Integer> tokens(String model, String text) {
    TokenizeRequest request =
        TokenizeRequest.newBuilder()
            .setModel(model)
            .setInput(Messages.input(PromptLayout.Rendering.PLAIN, text))
            .build();
    try {
      return tokens.tokenize(request).getTokensList().stream().map(Token::getId).toList();
    } catch (SteermeshException error) {
      if (error.reason() == ErrorReason.PROMPT_EMPTY) {
        return List.of();
      }
      throw error;
    }
  }

  private static ScoreGridHeader header(Grid grid, Optional<Positions> positions) {
    ScoreGridHeader.Builder header = ScoreGridHeader.newBuilder().setModel(grid.model());
    for (Cell cell : grid.cells()) {
      header.addConfigurations(
          SteeringConfiguration.newBuilder()
              .setId(Integer.toString(header.getConfigurationsCount()))
              .addAllInterventions(Messages.interventions(cell, positions)));
    }
    return header.build();
  }

  private static Continuation text(String text) {
    return Continuation.newBuilder().setText(text).build();
  }

  private static ScoreGridItem item(int id, List<Integer> tokens) {
    return ScoreGridItem.newBuilder()
        .setId(Integer.toString(id))
        .setInput(Messages.input(tokens.getFirst()))
        .addContinuations(
            Continuation.newBuilder()
                .setTokens(
                    ContinuationTokens.newBuilder().addAllIds(tokens.subList(1, tokens.size()))))
        .build();
  }
}
