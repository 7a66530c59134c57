package org.steermesh.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.Span;
import org.steermesh.engine.steering.SteeringReceipt;
import org.steermesh.engine.steering.Target;

/**
 * A model that is steered outside fences of code is steered at the tokens that are outside, read
 * off the whole text afterwards, and at no other: in the prompt, while it generates, when scored.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExcludedSpansTest {

  private static final Site SITE = new Site(0, Target.RESIDUAL);
  private static final Positions ALL = Positions.of(PositionRule.ALL);
  private static final Positions OUTSIDE = ALL.without(Set.of(), List.of(new Span.CodeFence()));
  private static final Pattern OPENING = Pattern.compile("[ \t]*(`{3,}|~{3,})(.*)");

  /** Tokens of one character each, of which texts are made. */
  private static final String CHARACTERS = "```\n\n~a ";

  private final GoldenCase golden = new GoldenCase(GoldenCase.LLAMA);
  private final LanguageModel model =
      LanguageModel.open(golden.model(), new ModelOptions("", WeightFormat.F32, null, 1, 4096));

  @AfterAll
  void close() {
    model.close();
  }

  private int[] ids(String text) {
    return text.chars().map(c -> model.tokenizer().encodePiece(Character.toString(c))[0]).toArray();
  }

  /** So many tokens after the one that begins a text. */
  private int[] input(Random random, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
    }
    int[] bos = {model.tokenizer().bosId().orElseThrow()};
    return joined(bos, ids(text.toString()));
  }

  private static int[] joined(int[] first, int[] second) {
    return IntStream.concat(IntStream.of(first), IntStream.of(second)).toArray();
  }

  /** The positions outside fences of a text of one character a token, the first apart. */
  private List<Integer> outside(int[] ids) {
    String text = model.tokenizer().decode(ids);
    assertThat(text).hasSize(ids.length - 1);
    List<Integer> outside = new ArrayList<>(List.of(0));
    String fence = "";
    int at = 0;
    for (String line : text.split("(?<=\n)", -1)) {
      String bare = line.stripTrailing();
      Matcher opening = OPENING.matcher(line.replace("\n", ""));
      int from = fence.isEmpty() ? line.length() : 0;
      int to = line.length();
      if (fence.isEmpty() && opening.matches()) {
        from = opening.start(1) + 2;
        fence = opening.group(1);
        int tick = fence.charAt(0) == '`' ? opening.group(2).indexOf('`') : -1;
        if (tick >= 0) {
          to = opening.start(2) + tick + 1;
          fence = "";
        }
      } else if (!fence.isEmpty()
          && line.endsWith("\n")
          && bare.strip().length() >= fence.length()
          && bare.strip().replace(fence.substring(0, 1), "").isEmpty()) {
        fence = "";
      }
      for (int i = 0; i < line.length(); i++) {
        if (i < from || i >= to) {
          outside.add(1 + at + i);
        }
      }
      at += line.length();
    }
    return outside;
  }

  private Intervention add(Positions positions) {
    Operation operation = new Operation.Add(golden.vector("random_a").clone(), false);
    return new Intervention(SITE, positions, operation, 2);
  }

  private GenerationRequest request(int[] input, long seed, Positions positions) {
    Map<Integer, Float> bias = new LinkedHashMap<>();
    for (int id : ids(CHARACTERS)) {
      bias.put(id, 100f);
    }
    Sampling sampling =
        new Sampling(2, 0, 1, 0, 1, seed, 40, List.of(), false, new Adjustment(0, 0, bias), 0);
    return new GenerationRequest(GoldenCase.sequence(input), sampling, List.of(add(positions)));
  }

  private GenerationResult alone(GenerationRequest request) {
    return model.generate(request, token -> {}, CancelSignal.NEVER);
  }

  private static SteeringReceipt.Entry entry(GenerationResult result) {
    return result.receipt().entries().getFirst();
  }

  @Test
  void aTextIsSteeredAtTheTokensOutsideFencesAndNoOther() {
    long excludedAfterInput = 0;
    long steeredAfterInput = 0;
    for (int seed = 0; seed < 12; seed++) {
      int[] input = input(new Random(seed), 30);
      GenerationResult result = alone(request(input, seed, OUTSIDE));
      // The last token is chosen, and does not run.
      int[] ran = joined(input, Arrays.copyOf(result.ids(), result.ids().length - 1));
      List<Integer> outside = outside(ran);

      GenerationResult listed = alone(request(input, seed, Positions.at(outside)));
      assertThat(result.ids()).isEqualTo(listed.ids());
      assertThat(entry(result).promptTokens()).isEqualTo(entry(listed).promptTokens());
      assertThat(entry(result).generatedTokens()).isEqualTo(entry(listed).generatedTokens());
      assertThat(entry(result).meanDose()).isEqualTo(entry(listed).meanDose());
      assertThat(entry(result).excludedTokens()).isEqualTo(ran.length - outside.size());
      assertThat(entry(listed).excludedTokens()).isZero();
      steeredAfterInput += entry(result).generatedTokens();
      excludedAfterInput += result.ids().length - 1 - entry(result).generatedTokens();
    }
    assertThat(steeredAfterInput).isPositive();
    assertThat(excludedAfterInput).isPositive();
  }

  @Test
  void inABatchWithAPrefixCacheItIsTheSameAndSharesWhatIsOutsideOnly() {
    int[] input = joined(input(new Random(1), 0), ids("a".repeat(20) + "\n```\n" + "a".repeat(16)));
    try (RunningBatch batch = model.runningBatch(new BatchLimits(4, 7, 4000, 1 << 24))) {
      List<GenerationRequest> requests =
          List.of(request(input, 1, OUTSIDE), request(input, 1, ALL), request(input, 2, OUTSIDE));
      int[] cached = {0, 16, 32};
      for (int i = 0; i < cached.length; i++) {
        Following following = new Following(token -> {}, CancelSignal.NEVER);
        Following other = new Following(token -> {}, CancelSignal.NEVER);
        assertThat(batch.join(requests.get(i), following)).isEqualTo(cached[i]);
        batch.join(request(input(new Random(9 + i), 25), 5, OUTSIDE), other);
        while (batch.load().rows() > 0) {
          batch.step();
        }
        following.check();
        GenerationResult expected = alone(requests.get(i));
        assertThat(following.result().ids()).isEqualTo(expected.ids());
        SteeringReceipt.Entry mine = entry(following.result());
        assertThat(mine.promptTokens()).isEqualTo(entry(expected).promptTokens());
        assertThat(mine.generatedTokens()).isEqualTo(entry(expected).generatedTokens());
        assertThat(mine.excludedTokens()).isEqualTo(entry(expected).excludedTokens());
      }
    }
  }

  @Test
  void continuationsAreScoredAsIfTheirTokensOutsideFencesWereListed() {
    int[] input = joined(input(new Random(1), 0), ids("a\n``"));
    List<int[]> continuations =
        List.of(ids("`\na\n```\naa"), ids("a\n```\na"), ids("`\na\n``\na~~~"), ids("a"));
    ScoreResult together =
        score(new ScoreRequest(GoldenCase.sequence(input), continuations, List.of(add(OUTSIDE))));
    for (int i = 0; i < continuations.size(); i++) {
      int[] continuation = continuations.get(i);
      int[] ran = joined(input, Arrays.copyOf(continuation, continuation.length - 1));
      Intervention listed = add(Positions.at(outside(ran)));
      ScoreResult one =
          score(
              new ScoreRequest(GoldenCase.sequence(input), List.of(continuation), List.of(listed)));
      assertThat(together.logProbabilities().get(i))
          .containsExactly(one.logProbabilities().getFirst(), within(1e-4f));
      if (i == 0) {
        SteeringReceipt.Entry entry = together.receipt().entries().getFirst();
        assertThat(entry.excludedTokens()).isEqualTo(ran.length - outside(ran).size());
        assertThat(entry.generatedTokens())
            .isEqualTo(one.receipt().entries().getFirst().generatedTokens());
      }
    }
  }

  private ScoreResult score(ScoreRequest request) {
    return model.score(List.of(request), CancelSignal.NEVER).getFirst();
  }

  @Test
  void whatIsReadIsOutsideToo() {
    int[] input = joined(input(new Random(1), 0), ids("a\n```\na\n```\naa"));
    CapturedActivations read =
        model
            .capture(
                List.of(
                    new CaptureRequest(
                        GoldenCase.sequence(input), List.of(SITE), OUTSIDE, List.of())),
                CancelSignal.NEVER)
            .getFirst();
    assertThat(read.positions())
        .containsExactly(outside(input).stream().mapToInt(Integer::intValue).toArray());
    assertThat(read.positions()).containsExactly(0, 1, 2, 3, 4, 13, 14);
  }
}
