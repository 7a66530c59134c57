package org.steermesh.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.SteeringReceipt;
import org.steermesh.engine.steering.Target;

/**
 * The invariants of the method (section 4) on random inputs, batches, sites and vectors, for every
 * family and for packed weights. A failing draw is named by its seed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FamilyInvariantsTest {

  private static final double ROUNDING = 1e-5;
  private static final int DRAWS = 6;
  private static final int GENERATED = 5;

  private final Map<String, LanguageModel> models = new HashMap<>();

  /** One draw for one model. */
  record Draw(String model, long seed) {}

  @BeforeAll
  void open() {
    for (String name : GoldenCase.ALL) {
      models.put(name, open(name, WeightFormat.F32));
    }
    models.put("packed", open(GoldenCase.SHARDED, WeightFormat.F16));
  }

  private static LanguageModel open(String name, WeightFormat format) {
    return LanguageModel.open(
        new GoldenCase(name).model(), new ModelOptions("", format, null, 1, 96));
  }

  @AfterAll
  void close() {
    models.values().forEach(LanguageModel::close);
  }

  static Stream<Draw> draws() {
    return Stream.concat(GoldenCase.ALL.stream(), Stream.of("packed"))
        .flatMap(name -> LongStream.range(0, DRAWS).mapToObj(seed -> new Draw(name, seed)));
  }

  @ParameterizedTest
  @MethodSource("draws")
  void unsteeredRowsKeepTheirBitsInAMixedBatch(Draw draw) {
    Inputs in = new Inputs(draw);
    int[] steered = in.ids();
    int[] plain = in.ids();
    List<CaptureRequest> unsteered = List.of(in.capture(steered), in.capture(plain));
    List<CaptureRequest> mixed =
        List.of(in.capture(steered, in.intervention(2)), in.capture(plain));
    List<CaptureRequest> nothing =
        List.of(in.capture(steered, in.intervention(0)), in.capture(plain));

    assertThat(in.run(mixed).get(1)).isDeepEqualTo(in.run(unsteered).get(1));
    assertThat(in.run(nothing).get(0)).isDeepEqualTo(in.run(unsteered).get(0));
  }

  @ParameterizedTest
  @MethodSource("draws")
  void batchOfManyEqualsOneByOne(Draw draw) {
    Inputs in = new Inputs(draw);
    int[] shared = in.ids();
    List<CaptureRequest> requests = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int[] ids = i % 2 == 0 ? in.ids() : in.extended(shared);
      requests.add(in.capture(ids, in.intervention(1.5f), in.intervention(-1)));
    }
    List<float[][]> together = in.run(requests);

    for (int i = 0; i < requests.size(); i++) {
      float[][] alone = in.run(List.of(requests.get(i))).getFirst();
      assertThat(error(together.get(i), alone)).isLessThan(ROUNDING);
    }
  }

  @ParameterizedTest
  @MethodSource("draws")
  void decodingWithTheCacheEqualsScoringTheWholeText(Draw draw) {
    Inputs in = new Inputs(draw);
    int[] ids = in.ids();
    List<Intervention> steering = List.of(in.intervention(1));
    List<Float> logs = new ArrayList<>();
    Sampling sampling = new Sampling(0, 0, 1, 0, 1, 0, GENERATED, List.of(), false);
    GenerationResult generated =
        in.model.generate(
            new GenerationRequest(GoldenCase.sequence(ids), sampling, steering),
            token -> logs.add(token.logProbability()),
            CancelSignal.NEVER);
    ScoreResult scored =
        in.model
            .score(
                List.of(
                    new ScoreRequest(GoldenCase.sequence(ids), List.of(generated.ids()), steering)),
                CancelSignal.NEVER)
            .getFirst();

    float[] decoded = new float[logs.size()];
    IntStream.range(0, decoded.length).forEach(i -> decoded[i] = logs.get(i));
    assertThat(GoldenCase.error(decoded, scored.logProbabilities().getFirst()))
        .isLessThan(ROUNDING);
    SteeringReceipt.Entry entry = generated.receipt().entries().getFirst();
    // The last generated token is never run: nothing follows it.
    assertThat(entry.promptTokens()).isEqualTo(ids.length);
    assertThat(entry.generatedTokens()).isEqualTo(generated.ids().length - 1);
  }

  @ParameterizedTest
  @MethodSource("draws")
  void addingAndSubtractingAVectorIsANoOpWithinRounding(Draw draw) {
    Inputs in = new Inputs(draw);
    int[] ids = in.ids();
    // Rounding is that of the sum, so the vector must not be much longer than the activation.
    Intervention add = in.intervention(0.5f);
    Intervention subtract =
        new Intervention(add.site(), add.positions(), add.operation(), -add.strength());

    float[][] both = in.run(List.of(in.capture(ids, add, subtract))).getFirst();
    float[][] plain = in.run(List.of(in.capture(ids))).getFirst();
    assertThat(error(both, plain)).isLessThan(ROUNDING);
  }

  @ParameterizedTest
  @MethodSource("draws")
  void steeringChangesWhatIsAboveItAndNothingBelow(Draw draw) {
    Inputs in = new Inputs(draw);
    int[] ids = in.ids();
    int block = 1 + in.random.nextInt(in.model.description().blocks() - 1);
    Intervention steering = in.intervention(new Site(block, Target.RESIDUAL), 3);
    List<Site> below = List.of(new Site(block - 1, Target.RESIDUAL), new Site(block, Target.MLP));
    // A capture sees the state before the interventions of its own site.
    List<Site> own = List.of(new Site(block, Target.RESIDUAL));

    for (List<Site> sites : List.of(below, own)) {
      float[][] steered = in.run(List.of(in.capture(sites, ids, steering))).getFirst();
      assertThat(steered).isDeepEqualTo(in.run(List.of(in.capture(sites, ids))).getFirst());
    }
    List<int[]> next = List.of(new int[] {in.token()});
    float[] with = in.score(ids, next, List.of(steering));
    assertThat(with).isNotEqualTo(in.score(ids, next, List.of()));
  }

  private static double error(float[][] actual, float[][] expected) {
    assertThat(actual).hasNumberOfRows(expected.length);
    return IntStream.range(0, actual.length)
        .mapToDouble(i -> GoldenCase.error(actual[i], expected[i]))
        .max()
        .orElse(0);
  }

  /** The random inputs of one draw. */
  private final class Inputs {

    private final LanguageModel model;
    private final Random random;

    Inputs(Draw draw) {
      model = Objects.requireNonNull(models.get(draw.model()));
      random = new Random(draw.seed());
    }

    int token() {
      return random.nextInt(model.description().vocabulary());
    }

    int[] ids() {
      return random.ints(2 + random.nextInt(40), 0, model.description().vocabulary()).toArray();
    }

    int[] extended(int[] prefix) {
      int[] more =
          random.ints(1 + random.nextInt(5), 0, model.description().vocabulary()).toArray();
      return IntStream.concat(IntStream.of(prefix), IntStream.of(more)).toArray();
    }

    Intervention intervention(float strength) {
      Target[] targets = Target.values();
      Site site =
          new Site(
              random.nextInt(model.description().blocks()),
              targets[random.nextInt(targets.length)]);
      return intervention(site, strength);
    }

    Intervention intervention(Site site, float strength) {
      float[] vector = new float[model.description().width()];
      IntStream.range(0, vector.length).forEach(i -> vector[i] = (float) random.nextGaussian());
      return new Intervention(
          site, Positions.of(PositionRule.ALL), new Operation.Add(vector, false), strength);
    }

    CaptureRequest capture(int[] ids, Intervention... interventions) {
      int last = model.description().blocks() - 1;
      List<Site> sites = Stream.of(Target.values()).map(target -> new Site(last, target)).toList();
      return capture(sites, ids, interventions);
    }

    CaptureRequest capture(List<Site> sites, int[] ids, Intervention... interventions) {
      return new CaptureRequest(
          GoldenCase.sequence(ids), sites, Positions.of(PositionRule.ALL), List.of(interventions));
    }

    /** Per request all rows of all sites. */
    List<float[][]> run(List<CaptureRequest> requests) {
      return model.capture(requests, CancelSignal.NEVER).stream()
          .map(captured ->
              captured.activations().values().stream().flatMap(Stream::of).toArray(float[][]::new))
          .toList();
    }

    float[] score(int[] ids, List<int[]> continuations, List<Intervention> steering) {
      ScoreRequest request = new ScoreRequest(GoldenCase.sequence(ids), continuations, steering);
      return model
          .score(List.of(request), CancelSignal.NEVER)
          .getFirst()
          .logProbabilities()
          .getFirst();
    }
  }
}
