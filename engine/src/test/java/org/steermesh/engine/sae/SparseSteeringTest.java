package org.steermesh.engine.sae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.decoder.EditProgram;
import org.steermesh.engine.decoder.Point;
import org.steermesh.engine.decoder.Tap;
import org.steermesh.engine.decoder.Window;
import org.steermesh.engine.steering.Edit;
import org.steermesh.engine.steering.EditPlan;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.Operation.Nonlinearity;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.SparseSum;
import org.steermesh.engine.steering.SparseSum.Term;
import org.steermesh.engine.steering.SparseSupport;
import org.steermesh.engine.steering.SteeredSequence;
import org.steermesh.engine.tokenizer.TokenSequence;

/** What edits do to activations is Algorithm 2 in full, on random autoencoders of any width. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SparseSteeringTest {

  private static final int WIDTH = 16;
  private static final int ROWS = 8;
  private static final double TOLERANCE = 1e-6;

  private static final Positions ALL = Positions.of(PositionRule.ALL);

  private final EditProgram program = new EditProgram(1);
  private final Random random = new Random(11);
  private final float[] x = RandomAutoencoder.gaussian(random, ROWS * WIDTH, 1);

  @AfterAll
  void close() {
    program.close();
  }

  @ParameterizedTest
  @CsvSource({
    "jumprelu,1024",
    "jumprelu,16384",
    "jumprelu,65536",
    "standard,1024",
    "standard,16384",
    "topk,1024",
    "topk,16384",
    "topk,65536"
  })
  void editIsAlgorithmTwoInFull(String kind, int features, @TempDir Path folder) {
    RandomAutoencoder made = made(kind, features);
    try (SparseAutoencoder autoencoder = SparseAutoencoder.open(made.write(folder))) {
      SaeDescription is = autoencoder.description();
      Vector vector = vector(autoencoder);
      double[] pre = made.preActivations(x, ROWS);
      for (Nonlinearity nonlinearity : Nonlinearity.values()) {
        Operation operation = autoencoder.steering(vector.features, vector.values, nonlinearity);
        for (float strength : new float[] {1.5f, 0.3f, -1}) {
          float[] full = full(made, is, pre, List.of(vector.times(strength)), nonlinearity);
          float[] edited = edited(new Edit(0, Point.RESID_POST, ALL, operation, strength));
          assertThat(largestError(edited, full)).isLessThan(TOLERANCE);
          assertThat(largestError(edited, x)).isGreaterThan(1e-3);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"jumprelu,1024", "standard,1024", "topk,1024"})
  void severalVectorsAreOneEditWithOneNonlinearity(String kind, int width, @TempDir Path folder) {
    RandomAutoencoder made = made(kind, width);
    try (SparseAutoencoder autoencoder = SparseAutoencoder.open(made.write(folder))) {
      Vector first = vector(autoencoder);
      Vector second = vector(autoencoder);
      // Both name the features of the first.
      int[] features =
          IntStream.concat(IntStream.of(first.features), IntStream.of(second.features))
              .distinct()
              .toArray();
      Vector wide = new Vector(features, RandomAutoencoder.gaussian(random, features.length, 3));
      List<Term> terms = List.of(term(autoencoder, first, 1), term(autoencoder, wide, -2));
      SparseSupport sum = SparseSum.of(terms).orElseThrow();
      Operation one = operation(autoencoder, sum);

      float[] edited = edited(new Edit(0, Point.RESID_POST, ALL, one, 1));

      List<Vector> weighted = List.of(first, wide.times(-2));
      float[] full =
          full(
              made,
              autoencoder.description(),
              made.preActivations(x, ROWS),
              weighted,
              Nonlinearity.OWN);
      assertThat(largestError(edited, full)).isLessThan(TOLERANCE);
      float[] inTurn =
          edited(
              new Edit(0, Point.RESID_POST, ALL, steering(autoencoder, first), 1),
              new Edit(0, Point.RESID_POST, ALL, steering(autoencoder, wide), -2));
      assertThat(largestError(edited, inTurn)).isGreaterThan(1e-3);
    }
  }

  @Test
  void sumAddsValuesOfTheSameRows(@TempDir Path folder) {
    try (SparseAutoencoder autoencoder = opened("jumprelu", 1024, folder)) {
      Term term = term(autoencoder, new Vector(new int[] {30, 7}, new float[] {1, -2}), 0.5f);
      Term more = term(autoencoder, new Vector(new int[] {7, 9}, new float[] {3, 4}), 1);
      Term zero = term(autoencoder, new Vector(new int[] {50}, new float[] {3}), 0);
      SparseSupport sum = SparseSum.of(List.of(term, more, zero)).orElseThrow();
      SparseSupport rows = autoencoder.support(new int[] {7, 9, 30}, new float[] {2, 4, 0.5f});
      assertThat(sum.values()).isEqualTo(rows.values());
      assertThat(sum.encoder()).isEqualTo(rows.encoder());
      assertThat(sum.bias()).isEqualTo(rows.bias());
      assertThat(sum.threshold()).isEqualTo(rows.threshold());
      assertThat(sum.decoder()).isEqualTo(rows.decoder());
      assertThat(SparseSum.of(List.of(zero))).isEmpty();
      assertThat(SparseSum.of(List.of())).isEmpty();
    }
  }

  @Test
  void sumRefusesWhatIsNotOfOneAutoencoder(@TempDir Path folder) {
    try (SparseAutoencoder autoencoder = opened("jumprelu", 1024, folder)) {
      SparseSupport rows = autoencoder.support(new int[] {7, 9}, new float[2]);
      Term term = new Term(new int[] {7, 9}, rows, 1);
      assertRefused(
          () -> SparseSum.of(List.of(term, new Term(new int[] {9, 7}, rows, 1))),
          "feature 9 has other rows in another vector; all must be of one autoencoder");
      assertRefused(
          () -> SparseSum.of(List.of(new Term(new int[] {7, 7}, rows, 1))),
          "feature 7 is named twice by one vector");
      assertRefused(() -> new Term(new int[3], rows, 1), "names 3 features but has 2 rows");
      float[] one = {1};
      SparseSupport narrow = new SparseSupport(new float[2], one, one, new float[2], one);
      assertRefused(
          () -> SparseSum.of(List.of(term, new Term(new int[] {8}, narrow, 1))),
          "vectors of width 16 and 2 cannot be one");
    }
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(EngineException.class).hasMessageContaining(message);
  }

  private SparseAutoencoder opened(String kind, int features, Path folder) {
    return SparseAutoencoder.open(made(kind, features).write(folder));
  }

  private static RandomAutoencoder made(String kind, int features) {
    RandomAutoencoder made = new RandomAutoencoder(WIDTH, features, 7);
    made.kind = kind;
    made.k = kind.equals("topk") ? 24 : 0;
    made.subtracts = !kind.equals("jumprelu");
    return made;
  }

  /** A sparse vector; about half of its features are active somewhere. */
  private record Vector(int[] features, float[] values) {

    Vector times(float strength) {
      float[] scaled = values.clone();
      for (int i = 0; i < scaled.length; i++) {
        scaled[i] *= strength;
      }
      return new Vector(features, scaled);
    }
  }

  private Vector vector(SparseAutoencoder autoencoder) {
    int[] active = Arrays.stream(autoencoder.encode(x, ROWS).features()).distinct().toArray();
    List<Integer> chosen = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      chosen.add(active[random.nextInt(active.length)]);
      chosen.add(random.nextInt(autoencoder.description().features()));
    }
    int[] features = chosen.stream().distinct().mapToInt(Integer::intValue).toArray();
    return new Vector(features, RandomAutoencoder.gaussian(random, features.length, 3));
  }

  private static Operation steering(SparseAutoencoder autoencoder, Vector vector) {
    return autoencoder.steering(vector.features, vector.values, Nonlinearity.OWN);
  }

  private static SparseSupport support(Operation operation) {
    return switch (operation) {
      case Operation.SparseAdd add -> add.support();
      case Operation.SparseTopK add -> add.support();
      default -> throw new AssertionError(operation);
    };
  }

  /** Of TopK all rows are the support. */
  private static Term term(SparseAutoencoder autoencoder, Vector vector, float strength) {
    SaeDescription is = autoencoder.description();
    int[] features =
        is.kind() == SaeKind.TOP_K ? IntStream.range(0, is.features()).toArray() : vector.features;
    return new Term(features, support(steering(autoencoder, vector)), strength);
  }

  private static Operation operation(SparseAutoencoder autoencoder, SparseSupport support) {
    SaeDescription is = autoencoder.description();
    return is.kind() == SaeKind.TOP_K
        ? new Operation.SparseTopK(support, is.k(), Nonlinearity.OWN)
        : new Operation.SparseAdd(support, Nonlinearity.OWN);
  }

  private float[] edited(Edit... edits) {
    int[] tokens = new int[ROWS];
    TokenSequence sequence = TokenSequence.ofIds(tokens);
    try (EditPlan plan = EditPlan.of(List.of(new SteeredSequence(sequence, List.of(edits))))) {
      List<Tap> taps = plan.plan(Window.of(new int[][] {tokens}, new int[1]), 1).taps();
      return program.apply(taps, x, WIDTH);
    }
  }

  /** Method 3.2 in float64: dec(s(f(a) + v)) + (a - dec(f(a))), over the whole dictionary. */
  private float[] full(
      RandomAutoencoder made,
      SaeDescription is,
      double[] pre,
      List<Vector> weighted,
      Nonlinearity nonlinearity) {
    int m = is.features();
    float[] steered = new float[x.length];
    for (int row = 0; row < ROWS; row++) {
      double[] z = active(Arrays.copyOfRange(pre, row * m, (row + 1) * m), is, Nonlinearity.OWN);
      double[] sum = z.clone();
      for (Vector vector : weighted) {
        for (int i = 0; i < vector.features.length; i++) {
          sum[vector.features[i]] += vector.values[i];
        }
      }
      double[] after = made.decode(active(sum, is, nonlinearity));
      double[] before = made.decode(z);
      for (int i = 0; i < WIDTH; i++) {
        steered[row * WIDTH + i] = (float) (after[i] + (x[row * WIDTH + i] - before[i]));
      }
    }
    return steered;
  }

  private static double[] active(double[] sum, SaeDescription is, Nonlinearity nonlinearity) {
    boolean own = nonlinearity == Nonlinearity.OWN;
    double theta = own && is.kind() == SaeKind.JUMP_RELU ? 2 : 0;
    int most = own && is.kind() == SaeKind.TOP_K ? is.k() : sum.length;
    double[] kept = new double[sum.length];
    IntStream.range(0, sum.length)
        .filter(i -> sum[i] > theta)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -sum[i]))
        .limit(most)
        .forEach(i -> kept[i] = sum[i]);
    return kept;
  }

  /** Over activations the largest |a - b| / |b|. */
  private static double largestError(float[] actual, float[] expected) {
    double largest = 0;
    for (int row = 0; row < ROWS; row++) {
      double difference = 0;
      double squares = 0;
      for (int i = row * WIDTH; i < (row + 1) * WIDTH; i++) {
        difference += Math.pow((double) actual[i] - expected[i], 2);
        squares += Math.pow(expected[i], 2);
      }
      largest = Math.max(largest, Math.sqrt(difference / squares));
    }
    return largest;
  }
}
