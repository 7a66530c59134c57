package org.steermesh.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steermesh.engine.GenerationResult.Finish;
import org.steermesh.engine.checkpoint.TensorFile;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.Target;
import org.steermesh.engine.tokenizer.ChatMessage;
import org.steermesh.engine.tokenizer.Prompt;
import org.steermesh.engine.tokenizer.TokenSequence;
import org.steermesh.engine.verify.ReferenceRun;

/** The facade, on a tiny model with its own tokenizer. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LanguageModelTest {

  private final GoldenCase golden = new GoldenCase(GoldenCase.LLAMA);
  private final ReferenceRun base = golden.run("base");
  private final LanguageModel model =
      LanguageModel.open(golden.model(), new ModelOptions("", WeightFormat.F32, null, 1, 128));

  @AfterAll
  void close() {
    model.close();
  }

  @Test
  void descriptionSaysWhatWasLoaded() {
    ModelDescription description = model.description();
    assertThat(description.name()).isEqualTo("model");
    assertThat(description.architecture()).isEqualTo("llama");
    assertThat(description.blocks()).isEqualTo(4);
    assertThat(description.width()).isEqualTo(64);
    assertThat(description.vocabulary()).isEqualTo(382);
    assertThat(description.context()).isEqualTo(512);
    assertThat(description.parameters()).isEqualTo(184_640);
    assertThat(description.storageDtype()).isEqualTo("F32");
    assertThat(description.weightsDigest()).hasSize(64);
    assertThat(description.tokenizerDigest()).hasSize(64);
    assertThat(description.templateDigest()).hasSize(64);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "base",
        "add_all",
        "add_positions",
        "add_generated_only",
        "add_from_last_prompt",
        "ablate_every_layer",
        "clamp",
        "sas_relu_sae",
        "sas_generated_only"
      })
  void generationFollowsTheGoldenRun(String name) {
    ReferenceRun run = golden.run(name);
    GenerationResult result = generate(greedy(run, 32, List.of(), false));
    assertThat(result.ids()).isEqualTo(run.greedy());
    assertThat(result.finish()).isEqualTo(Finish.MAX_TOKENS);
    assertThat(result.text()).isEqualTo(model.tokenizer().decode(run.greedy()));
  }

  @Test
  void batchOfGenerationsEqualsOneByOne() {
    List<GenerationRequest> requests = new ArrayList<>();
    for (String name : List.of("base", "add_all", "sas", "clamp")) {
      requests.add(greedy(golden.run(name), 4 + 7 * requests.size(), List.of(), false));
    }
    List<GenerationResult> together =
        model.generateBatch(
            requests, Collections.nCopies(requests.size(), token -> {}), CancelSignal.NEVER);
    for (int i = 0; i < requests.size(); i++) {
      GenerationResult alone = generate(requests.get(i));
      assertThat(together.get(i).ids()).isEqualTo(alone.ids());
      assertThat(together.get(i).finish()).isEqualTo(alone.finish());
      assertThat(counts(together.get(i))).isEqualTo(counts(alone));
    }
  }

  @Test
  void tokensCarryTheTextOfTheResultPieceByPiece() {
    StringBuilder pieces = new StringBuilder();
    List<Integer> ids = new ArrayList<>();
    GenerationResult result =
        model.generate(
            greedy(base, 32, List.of(), false),
            token -> {
              ids.add(token.id());
              pieces.append(token.text());
            },
            CancelSignal.NEVER);
    assertThat(pieces).hasToString(result.text());
    assertThat(ids).containsExactlyElementsOf(Arrays.stream(result.ids()).boxed().toList());
  }

  @Test
  void stopStringEndsTheTextBeforeItAcrossTokenBorders() {
    String whole = model.tokenizer().decode(base.greedy());
    for (int at = 1; at < whole.length() - 3; at += 7) {
      String stop = whole.substring(at, at + 3);
      if (!stop.contains("\uFFFD")) {
        StringBuilder pieces = new StringBuilder();
        GenerationResult result =
            model.generate(
                greedy(base, 32, List.of(stop), false),
                token -> pieces.append(token.text()),
                CancelSignal.NEVER);
        assertThat(result.finish()).isEqualTo(Finish.STOP_STRING);
        assertThat(result.text()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
        assertThat(pieces).hasToString(result.text());
      }
    }
  }

  @Test
  void endOfTextTokenEndsTheGeneration() {
    // Of all tokens that may follow, a sampler at high temperature finds an end token soon.
    Sampling sampling = new Sampling(50, 0, 1, 0, 1, 7, 490, List.of(), true);
    GenerationResult result =
        generate(new GenerationRequest(GoldenCase.sequence(base.prompt()), sampling, List.of()));
    assertThat(result.finish()).isEqualTo(Finish.END_OF_TEXT);
    int last = result.ids().length - 1;
    for (int i = 0; i <= last; i++) {
      boolean end = model.tokenizer().endOfTextIds().contains(result.ids()[i]);
      assertThat(end).isEqualTo(i == last);
    }
  }

  @Test
  void fullContextEndsTheGeneration() {
    int[] ids = new int[510];
    Arrays.fill(ids, 42);
    GenerationRequest request =
        new GenerationRequest(GoldenCase.sequence(ids), sampling(100, List.of()), List.of());
    GenerationResult result = generate(request);
    assertThat(result.finish()).isEqualTo(Finish.CONTEXT_FULL);
    assertThat(result.ids()).hasSize(2);
  }

  @Test
  void cancelledGenerationStopsWithinOneToken() {
    AtomicInteger tokens = new AtomicInteger();
    assertThatThrownBy(() ->
            model.generate(
                greedy(base, 32, List.of(), false),
                token -> tokens.incrementAndGet(),
                () -> tokens.get() >= 3))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(EngineReason.CANCELLED));
    assertThat(tokens).hasValue(3);
  }

  @Test
  void scoresAreTheLogSoftmaxOfTheReferenceLogits() {
    TensorFile reference = golden.tensors("base");
    List<int[]> continuations =
        List.of(
            new int[] {32}, new int[] {7}, Arrays.copyOf(base.greedy(), 5), new int[] {7, 8, 9});
    ScoreRequest request =
        new ScoreRequest(GoldenCase.sequence(base.prompt()), continuations, List.of());
    List<float[]> scores =
        model.score(List.of(request), CancelSignal.NEVER).getFirst().logProbabilities();
    float[] logits = reference.get("greedy_logits");
    assertThat((double) scores.get(0)[0]).isCloseTo(logSoftmax(logits, 0, 32), within(1e-4));
    assertThat((double) scores.get(1)[0]).isCloseTo(logSoftmax(logits, 0, 7), within(1e-4));
    for (int i = 0; i < 5; i++) {
      assertThat((double) scores.get(2)[i])
          .isCloseTo(logSoftmax(logits, i, base.greedy()[i]), within(1e-4));
    }
    assertThat((double) scores.get(3)[0]).isCloseTo(logSoftmax(logits, 0, 7), within(1e-4));
    assertThat(scores.get(3)).hasSize(3);
  }

  @Test
  void contrastivePairsGiveTheReferenceActivationsOfEveryBlock() {
    TensorFile reference = golden.reference("contrastive.safetensors");
    List<GoldenCase.Pair> pairs = golden.pairs();
    List<Site> sites = new ArrayList<>();
    for (int block = 0; block < 4; block++) {
      sites.add(new Site(block, Target.RESIDUAL));
    }
    List<CaptureRequest> requests = new ArrayList<>();
    for (GoldenCase.Pair pair : pairs) {
      for (int[] ids : List.of(pair.positive(), pair.negative())) {
        Positions all = Positions.of(PositionRule.ALL);
        requests.add(new CaptureRequest(GoldenCase.sequence(ids), sites, all, List.of()));
      }
    }
    List<CapturedActivations> captured = model.capture(requests, CancelSignal.NEVER);
    for (int i = 0; i < requests.size(); i++) {
      for (Site site : sites) {
        String side = i % 2 == 0 ? "pos" : "neg";
        String name = "pair" + i / 2 + "." + side + ".resid_post." + site.block();
        float[][] rows = captured.get(i).activations().getOrDefault(site, new float[0][]);
        assertThat(GoldenCase.error(flat(rows), reference.get(name))).as(name).isLessThan(1e-4);
      }
    }
  }

  @Test
  void chatIsEncodedWithTheModelsTemplateAndReadAtTheAnswerLetter() {
    Prompt chat = new Prompt.Chat(List.of(new ChatMessage("user", "Which? (A) or (B)")));
    TokenSequence tokens = model.encode(chat, "(B)");
    CaptureRequest request =
        new CaptureRequest(
            tokens,
            List.of(new Site(2, Target.RESIDUAL)),
            Positions.of(PositionRule.ANSWER_LETTER),
            List.of());
    int[] positions = model.capture(List.of(request), CancelSignal.NEVER).getFirst().positions();
    assertThat(positions).hasSize(1);
    assertThat(positions[0]).isGreaterThanOrEqualTo(tokens.promptLength());
    assertThat(model.tokenizer().piece(tokens.ids()[positions[0]])).contains("B");
  }

  @Test
  void closedModelRefusesCalls() {
    LanguageModel closed = LanguageModel.open(golden.model(), ModelOptions.DEFAULT);
    closed.close();
    assertThatThrownBy(
            () -> closed.generate(greedy(base, 1, List.of(), false), t -> {}, CancelSignal.NEVER))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the model is closed");
  }

  private GenerationResult generate(GenerationRequest request) {
    return model.generate(request, token -> {}, CancelSignal.NEVER);
  }

  private static GenerationRequest greedy(
      ReferenceRun run, int tokens, List<String> stops, boolean stopAtEnd) {
    Sampling sampling = new Sampling(0, 0, 1, 0, 1, 0, tokens, stops, stopAtEnd);
    return new GenerationRequest(
        GoldenCase.sequence(run.prompt()), sampling, GoldenCase.interventions(run));
  }

  private static Sampling sampling(int tokens, List<String> stops) {
    return new Sampling(0, 0, 1, 0, 1, 0, tokens, stops, false);
  }

  private static List<Integer> counts(GenerationResult result) {
    return result.receipt().entries().stream()
        .flatMap(entry -> List.of(entry.promptTokens(), entry.generatedTokens()).stream())
        .toList();
  }

  private static double logSoftmax(float[] logits, int row, int id) {
    int vocabulary = 382;
    double sum = 0;
    for (int i = 0; i < vocabulary; i++) {
      sum += Math.exp(logits[row * vocabulary + i]);
    }
    return logits[row * vocabulary + id] - Math.log(sum);
  }

  private static float[] flat(float[][] rows) {
    float[] all = new float[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, all, i * rows[0].length, rows[0].length);
    }
    return all;
  }
}
