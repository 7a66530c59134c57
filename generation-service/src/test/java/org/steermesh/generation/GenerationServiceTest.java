package org.steermesh.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.steermesh.generation.Requests.add;
import static org.steermesh.generation.Requests.continuation;
import static org.steermesh.generation.Requests.golden;
import static org.steermesh.generation.Requests.greedy;
import static org.steermesh.generation.Requests.score;
import static org.steermesh.generation.Requests.text;
import static org.steermesh.generation.Requests.tokens;

import com.google.common.collect.ImmutableList;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.TensorCodec;
import org.steermesh.generation.v1.ConfigurationScores;
import org.steermesh.generation.v1.ContinuationScore;
import org.steermesh.generation.v1.GenerateRequest;
import org.steermesh.generation.v1.GenerateResponse;
import org.steermesh.generation.v1.GeneratedToken;
import org.steermesh.generation.v1.GenerationServiceGrpc;
import org.steermesh.generation.v1.GenerationSummary;
import org.steermesh.generation.v1.GenerationSummary.FinishReason;
import org.steermesh.generation.v1.GetModelRequest;
import org.steermesh.generation.v1.Sampling;
import org.steermesh.generation.v1.ScoreGridHeader;
import org.steermesh.generation.v1.ScoreGridItem;
import org.steermesh.generation.v1.ScoreGridRequest;
import org.steermesh.generation.v1.ScoreGridResponse;
import org.steermesh.generation.v1.ScoreRequest;
import org.steermesh.generation.v1.ScoreResponse;
import org.steermesh.generation.v1.SteeringConfiguration;
import org.steermesh.host.testing.Answers;
import org.steermesh.host.testing.Golden;
import org.steermesh.host.testing.HostedModel;
import org.steermesh.type.v1.Intervention;
import org.steermesh.type.v1.Model;
import org.steermesh.type.v1.PositionRule;
import org.steermesh.type.v1.SteeringReceipt;

@QuarkusTest
@WithTestResource(HostedModel.class)
class GenerationServiceTest {

  private static ManagedChannel channel;
  private static GenerationServiceGrpc.GenerationServiceBlockingStub service;

  @BeforeAll
  static void connect() {
    channel = HostedModel.channel();
    service = GenerationServiceGrpc.newBlockingStub(channel);
  }

  @AfterAll
  static void disconnect() {
    channel.shutdownNow();
  }

  @Test
  void theModelIsDescribedWithItsLoad() {
    Model model = service.getModel(GetModelRequest.getDefaultInstance());

    assertThat(model.getName()).isEqualTo("models/golden");
    assertThat(model.getBlockCount()).isEqualTo(4);
    assertThat(model.getLoad().getWaitingLimit()).isEqualTo(64);
  }

  @Test
  void greedyTokensAreTheReferences() {
    Generated generated = generate(golden());

    assertThat(generated.ids()).isEqualTo(Golden.greedy("base"));
    assertThat(generated.summary.getFinishReason())
        .isEqualTo(FinishReason.FINISH_REASON_MAX_TOKENS);
    assertThat(generated.summary.getInputTokenCount()).isEqualTo(17);
    assertThat(generated.summary.getGeneratedTokenCount()).isEqualTo(32);
    assertThat(generated.summary.getReceipt().getEntriesList()).isEmpty();
    assertThat(generated.summary.getText()).isEqualTo(generated.text());
  }

  @Test
  void aVectorAtAllPositionsGivesTheReferencesSteeredTokens() {
    Generated generated =
        generate(golden(add("meandiff_last.2", 2, 2, PositionRule.POSITION_RULE_ALL)));

    assertThat(generated.ids()).isEqualTo(Golden.greedy("add_all"));
    SteeringReceipt.Entry entry = generated.onlyEntry();
    assertThat(entry.getSite().getBlock()).isEqualTo(2);
    assertThat(entry.getStrength()).isEqualTo(2);
    assertThat(entry.getPromptTokenCount()).isEqualTo(17);
    assertThat(entry.getMeanDose()).isPositive();
    assertThat(entry.getLargestDose()).isGreaterThanOrEqualTo(entry.getMeanDose());
    assertThat(entry.getMeanProjectionAfter()).isGreaterThan(entry.getMeanProjectionBefore());
    assertThat(entry.getVersion()).isEmpty();
  }

  @Test
  void eachPositionRuleGivesTheReferencesSteeredTokens() {
    assertSteered("add_prompt_only", PositionRule.POSITION_RULE_PROMPT_ONLY, 17, false);
    assertSteered("add_generated_only", PositionRule.POSITION_RULE_GENERATED_ONLY, 0, true);
    assertSteered("add_from_last_prompt", PositionRule.POSITION_RULE_FROM_LAST_OF_PROMPT, 1, true);
  }

  private static void assertSteered(
      String run, PositionRule rule, int promptTokens, boolean reachesGenerated) {
    Generated generated = generate(golden(add("meandiff_last.2", 2, 2, rule)));

    assertThat(generated.ids()).as(run).isEqualTo(Golden.greedy(run));
    assertThat(generated.onlyEntry().getPromptTokenCount()).isEqualTo(promptTokens);
    assertThat(generated.onlyEntry().getGeneratedTokenCount() > 0).isEqualTo(reachesGenerated);
  }

  @Test
  void theDefaultPositionsBeginAtTheLastTokenOfThePrompt() {
    Intervention byDefault =
        add(Golden.vector("meandiff_last.2"), 2).toBuilder().setStrength(2).build();

    assertThat(generate(golden(byDefault)).ids()).isEqualTo(Golden.greedy("add_from_last_prompt"));
  }

  @Test
  void strengthZeroGivesTheUnsteeredTokensAndProbabilities() {
    List<GeneratedToken> plain = generate(golden()).tokens;

    assertThat(generate(golden(add("random_a", 1, 0, PositionRule.POSITION_RULE_ALL))).tokens)
        .isEqualTo(plain);
  }

  @Test
  void equalSeedsGiveEqualTokensAndAnUnsetSeedIsReported() {
    GenerateRequest sampled =
        golden().toBuilder().setSampling(Sampling.newBuilder().setMaxTokens(20)).build();
    Generated first = generate(sampled);
    GenerateRequest again =
        sampled.toBuilder()
            .setSampling(sampled.getSampling().toBuilder().setSeed(first.summary.getSeed()))
            .build();

    assertThat(generate(again).tokens).isEqualTo(first.tokens);
  }

  @Test
  void aScoreIsTheLogProbabilityThatGeneratingReports() {
    Generated generated = generate(golden());

    ScoreResponse response =
        service.score(
            score(
                tokens(Golden.prompt()),
                continuation(generated.ids()),
                continuation(List.of(1, 2)),
                continuation("hello")));

    assertThat(response.getInputTokenCount()).isEqualTo(17);
    ContinuationScore likeliest = response.getScores(0);
    assertThat(likeliest.getTokenIdsList()).isEqualTo(generated.ids());
    float[] perToken = TensorCodec.decode("scores", likeliest.getTokenLogProbabilities());
    double sum = 0;
    for (int i = 0; i < perToken.length; i++) {
      assertThat(perToken[i]).isCloseTo(generated.tokens.get(i).getLogProbability(), within(1e-3f));
      sum += perToken[i];
    }
    assertThat(likeliest.getLogProbability()).isCloseTo(sum, within(1e-6));
    assertThat(response.getScores(1).getLogProbability()).isNegative();
    assertThat(response.getScores(2).getTokenIdsCount()).isPositive();
  }

  @Test
  void aGridScoresEachItemUnderEachConfigurationInOrder() throws Exception {
    // More tokens than one piece of work takes, so that pieces end within an item.
    List<List<Intervention>> configurations = new ArrayList<>(List.of(List.of()));
    for (int c = 1; c < 11; c++) {
      PositionRule rule =
          c % 3 == 0 ? PositionRule.POSITION_RULE_LAST_OF_INPUT : PositionRule.POSITION_RULE_ALL;
      configurations.add(List.of(add("meandiff_last.2", c % 4, c - 5.5f, rule)));
    }
    List<String> questions = new ArrayList<>();
    for (int i = 0; i < 21; i++) {
      questions.add("Question " + "very ".repeat(i % 5) + i + "? (");
    }

    List<ScoreGridResponse> answers = grid(configurations, questions, 0, 0);

    assertThat(answers).hasSize(questions.size());
    for (int i = 0; i < answers.size(); i++) {
      assertThat(answers.get(i).getItemId()).isEqualTo("q" + i);
      assertThat(answers.get(i).getConfigurationsList()).hasSize(11);
      for (int c = 0; c < 11; c++) {
        assertScores(answers.get(i).getConfigurations(c), c, configurations, questions.get(i));
      }
    }
  }

  private static void assertScores(
      ConfigurationScores actual, int c, List<List<Intervention>> configurations, String question) {
    ScoreRequest alone =
        score(text(question), continuation("A"), continuation("B")).toBuilder()
            .addAllInterventions(configurations.get(c))
            .build();
    ScoreResponse expected = service.score(alone);
    assertThat(actual.getConfigurationId()).isEqualTo("c" + c);
    for (int i = 0; i < 2; i++) {
      assertThat(actual.getScores(i).getLogProbability())
          .isCloseTo(expected.getScores(i).getLogProbability(), within(1e-3));
      assertThat(actual.getScores(i).getTokenCount())
          .isEqualTo(expected.getScores(i).getTokenIdsCount());
    }
    if (c == 0) {
      assertThat(actual.getSteeredTokenCount()).isZero();
    } else {
      assertThat(actual.getSteeredTokenCount())
          .isEqualTo(
              expected.getReceipt().getEntries(0).getPromptTokenCount()
                  + expected.getReceipt().getEntries(0).getGeneratedTokenCount());
      assertThat(actual.getLargestDose()).isPositive();
    }
  }

  @Test
  void itemsOfAGridThatGoTogetherGiveTheSameBytesWheneverTheyArrive() throws Exception {
    List<List<Intervention>> configurations =
        List.of(List.of(), List.of(add("meandiff_last.2", 2, 1, PositionRule.POSITION_RULE_ALL)));
    List<String> questions = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      questions.add("Question " + "very ".repeat(i) + i + "? (");
    }
    List<ScoreGridResponse> atOnce = grid(configurations, questions, 4, 0);
    assertThat(atOnce).hasSize(questions.size());
    assertThat(grid(configurations, questions, 4, 30)).isEqualTo(atOnce);
  }

  /**
   * Asks.
   *
   * @param together items that are computed together; 0 leaves that open
   * @param pause milliseconds before each item
   */
  private static List<ScoreGridResponse> grid(
      List<List<Intervention>> configurations, List<String> questions, int together, int pause)
      throws Exception {
    Answers<ScoreGridResponse> answers = new Answers<>();
    StreamObserver<ScoreGridRequest> requests =
        GenerationServiceGrpc.newStub(channel).scoreGrid(answers);
    ScoreGridHeader.Builder header = ScoreGridHeader.newBuilder().setBatchItemCount(together);
    for (int c = 0; c < configurations.size(); c++) {
      header.addConfigurations(
          SteeringConfiguration.newBuilder()
              .setId("c" + c)
              .addAllInterventions(configurations.get(c)));
    }
    requests.onNext(ScoreGridRequest.newBuilder().setHeader(header).build());
    for (int i = 0; i < questions.size(); i++) {
      Thread.sleep(pause);
      requests.onNext(
          ScoreGridRequest.newBuilder()
              .setItem(
                  ScoreGridItem.newBuilder()
                      .setId("q" + i)
                      .setInput(text(questions.get(i)))
                      .addContinuations(continuation("A"))
                      .addContinuations(continuation("B")))
              .build());
    }
    requests.onCompleted();
    return answers.all();
  }

  @Test
  void callsAtTheSameTimeGiveWhatEachGivesAlone() throws Exception {
    List<Answers<GenerateResponse>> calls = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Answers<GenerateResponse> answers = new Answers<>();
      calls.add(answers);
      GenerationServiceGrpc.newStub(channel)
          .generate(
              i % 2 == 0
                  ? golden()
                  : golden(add("meandiff_last.2", 2, 2, PositionRule.POSITION_RULE_ALL)),
              answers);
    }
    for (int i = 0; i < calls.size(); i++) {
      assertThat(Generated.of(calls.get(i).all()).ids())
          .isEqualTo(Golden.greedy(i % 2 == 0 ? "base" : "add_all"));
    }
  }

  @Test
  void generationEndsWhereTheContextIsFull() {
    Generated generated =
        generate(
            GenerateRequest.newBuilder()
                .setInput(tokens(List.copyOf(Collections.nCopies(500, 5))))
                .setSampling(greedy(512))
                .build());

    assertThat(generated.summary.getFinishReason())
        .isEqualTo(FinishReason.FINISH_REASON_CONTEXT_FULL);
    assertThat(generated.ids()).hasSizeBetween(12, 13);
  }

  private static Generated generate(GenerateRequest request) {
    return Generated.of(ImmutableList.copyOf(service.generate(request)));
  }

  /** What a call generated. */
  private record Generated(List<GeneratedToken> tokens, GenerationSummary summary) {

    static Generated of(List<GenerateResponse> events) {
      assertThat(events.getLast().hasSummary()).isTrue();
      return new Generated(
          events.stream()
              .filter(GenerateResponse::hasToken)
              .map(GenerateResponse::getToken)
              .toList(),
          events.getLast().getSummary());
    }

    List<Integer> ids() {
      return tokens.stream().map(GeneratedToken::getId).toList();
    }

    String text() {
      return String.join("", tokens.stream().map(GeneratedToken::getText).toList());
    }

    SteeringReceipt.Entry onlyEntry() {
      assertThat(summary.getReceipt().getEntriesList()).hasSize(1);
      return summary.getReceipt().getEntries(0);
    }
  }
}
