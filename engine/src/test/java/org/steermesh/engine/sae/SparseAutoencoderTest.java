package org.steermesh.engine.sae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.SparseSupport;
import org.steermesh.engine.steering.Target;

/** What is active is what the definition says, whatever the weights are stored as. */
class SparseAutoencoderTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden/llama3-f32/sae");
  private static final int WIDTH = 16;
  private static final int FEATURES = 300;
  private static final int ROWS = 40;

  @TempDir Path folder;

  private final float[] x = RandomAutoencoder.gaussian(new Random(5), ROWS * WIDTH, 1);

  @ParameterizedTest
  @CsvSource({"jumprelu,F32", "standard,F32", "jumprelu,F16", "standard,BF16", "topk,F32"})
  void activeFeaturesAreThoseOfTheDefinition(String kind, String dtype) {
    RandomAutoencoder random = new RandomAutoencoder(WIDTH, FEATURES, 1);
    random.kind = kind;
    random.dtype = dtype;
    random.subtracts = true;
    random.k = kind.equals("topk") ? 7 : 0;
    try (SparseAutoencoder autoencoder = SparseAutoencoder.open(random.write(folder))) {
      double[] pre = widened(autoencoder.preActivations(x, ROWS));
      ActiveFeatures active = autoencoder.encode(x, ROWS);
      assertThat(active.rows()).isEqualTo(ROWS);
      assertThat(active.features()).isNotEmpty();
      for (int row = 0; row < ROWS; row++) {
        double[] own = Arrays.copyOfRange(pre, row * FEATURES, (row + 1) * FEATURES);
        int from = active.offsets()[row];
        int to = active.offsets()[row + 1];
        int[] found = Arrays.copyOfRange(active.features(), from, to);
        assertThat(found).containsExactly(expected(own, kind));
        for (int i = from; i < to; i++) {
          assertThat(active.values()[i]).isEqualTo((float) own[active.features()[i]]);
        }
      }
    }
  }

  private static int[] expected(double[] pre, String kind) {
    double least =
        switch (kind) {
          case "jumprelu" -> 2;
          case "topk" -> Arrays.stream(pre).sorted().toArray()[FEATURES - 7 - 1];
          default -> 0;
        };
    return IntStream.range(0, FEATURES).filter(i -> pre[i] > Math.max(0, least)).toArray();
  }

  @ParameterizedTest
  @CsvSource({"F32,1e-5", "F16,5e-3", "BF16,5e-2"})
  void preActivationsAreFloat32OfWhatIsStored(String dtype, double tolerance) {
    RandomAutoencoder random = new RandomAutoencoder(WIDTH, FEATURES, 1);
    random.dtype = dtype;
    try (SparseAutoencoder autoencoder = SparseAutoencoder.open(random.write(folder))) {
      double[] expected = random.preActivations(x, ROWS);
      float[] actual = autoencoder.preActivations(x, ROWS);
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) actual[i]).isEqualTo(expected[i], within(tolerance));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jumprelu", "standard", "topk"})
  void whatIsActiveDoesNotDependOnBlocks(String kind) {
    RandomAutoencoder random = new RandomAutoencoder(WIDTH, FEATURES, 2);
    random.kind = kind;
    random.k = kind.equals("topk") ? 20 : 0;
    random.write(folder);
    ActiveFeatures whole = encoded(SparseAutoencoder.open(folder));
    // 7 features a block and 16 rows at a time; one feature a block and 16 rows.
    for (long floats : new long[] {7 * WIDTH, WIDTH}) {
      ActiveFeatures parts = encoded(SparseAutoencoder.open(folder, floats));
      assertThat(parts.offsets()).isEqualTo(whole.offsets());
      assertThat(parts.features()).isEqualTo(whole.features());
      assertThat(parts.values()).containsExactly(whole.values(), within(1e-5f));
    }
  }

  @Test
  void theNearestRowsAreThoseOfTheLargestCosineInEitherDirection() {
    RandomAutoencoder random = new RandomAutoencoder(WIDTH, FEATURES, 4);
    try (SparseAutoencoder autoencoder = SparseAutoencoder.open(random.write(folder))) {
      int[] every = IntStream.range(0, FEATURES).toArray();
      float[] rows = autoencoder.rows(every, new float[FEATURES]).decoder();
      float[] direction = Arrays.copyOf(x, WIDTH);
      double[] cosines = new double[FEATURES];
      Arrays.setAll(
          cosines, i -> cosine(direction, Arrays.copyOfRange(rows, i * WIDTH, (i + 1) * WIDTH)));

      List<DecoderRow> nearest = autoencoder.nearest(direction, 5);

      assertThat(nearest).hasSize(5);
      double[] sizes = Arrays.stream(cosines).map(Math::abs).sorted().toArray();
      for (int i = 0; i < 5; i++) {
        DecoderRow row = nearest.get(i);
        assertThat(row.cosine()).isEqualTo(cosines[row.feature()], within(1e-12));
        assertThat(Math.abs(row.cosine())).isEqualTo(sizes[FEATURES - 1 - i], within(1e-12));
      }
      assertThat(autoencoder.nearest(direction, 2 * FEATURES)).hasSize(FEATURES);
    }
  }

  @Test
  void aRowIsNearestToItselfAndToItsOpposite() {
    try (SparseAutoencoder autoencoder =
        SparseAutoencoder.open(new RandomAutoencoder(WIDTH, FEATURES, 4).write(folder))) {
      float[] row = autoencoder.rows(new int[] {77}, new float[1]).decoder();
      float[] opposite = row.clone();
      for (int i = 0; i < WIDTH; i++) {
        opposite[i] *= -3;
      }
      DecoderRow same = autoencoder.nearest(row, 1).getFirst();
      DecoderRow other = autoencoder.nearest(opposite, 1).getFirst();

      assertThat(same.feature()).isEqualTo(77);
      assertThat(same.cosine()).isEqualTo(1, within(1e-6));
      assertThat(other.feature()).isEqualTo(77);
      assertThat(other.cosine()).isEqualTo(-1, within(1e-6));
    }
  }

  private static double cosine(float[] one, float[] other) {
    double product = 0;
    double ones = 0;
    double others = 0;
    for (int i = 0; i < WIDTH; i++) {
      product += (double) one[i] * other[i];
      ones += (double) one[i] * one[i];
      others += (double) other[i] * other[i];
    }
    return product / (Math.sqrt(ones) * Math.sqrt(others));
  }

  private ActiveFeatures encoded(SparseAutoencoder autoencoder) {
    try (autoencoder) {
      return autoencoder.encode(x, ROWS);
    }
  }

  @Test
  void ofEqualPreActivationsTopKTakesTheLowerFeatureInAnyBlocks() {
    RandomAutoencoder random = new RandomAutoencoder(WIDTH, FEATURES, 3);
    random.kind = "topk";
    random.k = 5;
    Arrays.fill(random.encoder, 0);
    Arrays.fill(random.encoderBias, 1);
    random.encoderBias[250] = 2;
    random.encoderBias[100] = -1;
    random.write(folder);
    for (long floats : new long[] {WIDTH, 64 * WIDTH, 1 << 20}) {
      ActiveFeatures active = encoded(SparseAutoencoder.open(folder, floats));
      assertThat(Arrays.copyOf(active.features(), 5)).containsExactly(0, 1, 2, 3, 250);
      assertThat(active.features()).hasSize(5 * ROWS);
    }
  }

  @Test
  void topKKeepsOnlyWhatIsAboveZero() {
    RandomAutoencoder random = new RandomAutoencoder(WIDTH, FEATURES, 3);
    random.kind = "topk";
    random.k = 5;
    Arrays.fill(random.encoder, 0);
    Arrays.fill(random.encoderBias, -1);
    random.encoderBias[9] = 3;
    ActiveFeatures active = encoded(SparseAutoencoder.open(random.write(folder)));
    assertThat(active.features()).hasSize(ROWS).containsOnly(9);
    assertThat(active.offsets()[ROWS]).isEqualTo(ROWS);
  }

  @Test
  void jumpReluIsStrict() {
    RandomAutoencoder random = new RandomAutoencoder(WIDTH, FEATURES, 3);
    Arrays.fill(random.encoder, 0);
    Arrays.fill(random.encoderBias, 2);
    random.encoderBias[9] = Math.nextUp(2f);
    ActiveFeatures active = encoded(SparseAutoencoder.open(random.write(folder)));
    assertThat(active.features()).hasSize(ROWS).containsOnly(9);
  }

  @Test
  void noActivationsHaveNoFeatures() {
    RandomAutoencoder random = new RandomAutoencoder(WIDTH, FEATURES, 3);
    try (SparseAutoencoder autoencoder = SparseAutoencoder.open(random.write(folder))) {
      assertThat(autoencoder.encode(new float[0], 0).rows()).isZero();
      assertThat(autoencoder.decode(autoencoder.encode(new float[0], 0))).isEmpty();
    }
  }

  @Test
  void decodingWhatIsActiveIsWithinTheErrorThatIsLeft() {
    RandomAutoencoder random = new RandomAutoencoder(WIDTH, FEATURES, 3);
    try (SparseAutoencoder autoencoder = SparseAutoencoder.open(random.write(folder))) {
      ActiveFeatures one = new ActiveFeatures(new int[] {0, 0, 2}, new int[] {4, 8}, floats(2, -1));
      float[] decoded = autoencoder.decode(one);
      for (int i = 0; i < WIDTH; i++) {
        assertThat(decoded[i]).isEqualTo(random.decoderBias[i]);
        double sum = 2.0 * random.decoder[4 * WIDTH + i] - random.decoder[8 * WIDTH + i];
        assertThat(decoded[WIDTH + i])
            .isEqualTo((float) (random.decoderBias[i] + sum), within(1e-6f));
      }
    }
  }

  private static float[] floats(float... values) {
    return values;
  }

  @Test
  void supportHoldsTheRowsWithTheDecoderBiasFoldedIn() {
    RandomAutoencoder random = new RandomAutoencoder(WIDTH, FEATURES, 3);
    random.subtracts = true;
    try (SparseAutoencoder autoencoder = SparseAutoencoder.open(random.write(folder))) {
      SparseSupport support = autoencoder.support(new int[] {17, 4}, floats(1, -2));
      assertThat(support.values()).containsExactly(1, -2);
      assertThat(support.threshold()).containsExactly(2, 2);
      double folded = random.encoderBias[17];
      for (int i = 0; i < WIDTH; i++) {
        assertThat(support.encoder()[i]).isEqualTo(random.encoder[i * FEATURES + 17]);
        assertThat(support.decoder()[WIDTH + i]).isEqualTo(random.decoder[4 * WIDTH + i]);
        folded -= (double) random.decoderBias[i] * support.encoder()[i];
      }
      assertThat(support.bias()[0]).isEqualTo((float) folded);
    }
  }

  @Test
  void statisticsCountAndSumOverBatches() {
    FeatureStatistics statistics = new FeatureStatistics(4);
    statistics.add(new ActiveFeatures(new int[] {0, 2, 2}, new int[] {1, 3}, floats(0.5f, 2)));
    statistics.add(new ActiveFeatures(new int[] {0, 1}, new int[] {3}, floats(4)));
    assertThat(statistics.rows()).isEqualTo(3);
    assertThat(statistics.count(0)).isZero();
    assertThat(statistics.count(3)).isEqualTo(2);
    assertThat(statistics.sum(3)).isEqualTo(6);
    assertThat(statistics.sum(1)).isEqualTo(0.5);
  }

  @Test
  void bothFilesOfOneAutoencoderHaveOneDigestAndOtherWeightsAnother() {
    String lens = digest(GOLDEN.resolve("jumprelu"));
    assertThat(digest(GOLDEN.resolve("params.npz"))).isEqualTo(lens).matches("[0-9a-f]{64}");
    assertThat(digest(GOLDEN.resolve("relu"))).isNotEqualTo(lens);
    RandomAutoencoder random = new RandomAutoencoder(WIDTH, FEATURES, 3);
    random.kind = "topk";
    random.k = 3;
    String three = digest(random.write(folder));
    random.k = 4;
    assertThat(digest(random.write(folder))).isNotEqualTo(three);
  }

  private static String digest(Path path) {
    try (SparseAutoencoder autoencoder = SparseAutoencoder.open(path)) {
      assertThat(autoencoder.digest()).isEqualTo(autoencoder.digest());
      return autoencoder.digest();
    }
  }

  @Test
  void placeOfAGemmaScopeFileSaysItsSite() throws IOException {
    Path place = folder.resolve("gemma-scope-2b-pt-mlp/layer_12/width_16k/average_l0_82");
    Files.createDirectories(place);
    Files.copy(GOLDEN.resolve("params.npz"), place.resolve("params.npz"));
    try (SparseAutoencoder autoencoder = SparseAutoencoder.open(place)) {
      assertThat(autoencoder.description())
          .isEqualTo(
              new SaeDescription(
                  SaeKind.JUMP_RELU,
                  64,
                  256,
                  0,
                  false,
                  Optional.of(new Site(12, Target.MLP)),
                  "gemma-2-2b",
                  OptionalDouble.of(82),
                  ""));
    }
  }

  @Test
  void configurationSaysWhatTheAutoencoderIs() {
    RandomAutoencoder random = new RandomAutoencoder(WIDTH, FEATURES, 3);
    random.fields =
        """
        , "activation_fn": "relu", "normalize_activations": "none", "metadata": {
          "hook_name": "blocks.3.hook_resid_pre", "hook_layer": 3, "model_name": "m",
          "average_active": 8.5, "model_digest": "abc"}\
        """;
    try (SparseAutoencoder autoencoder = SparseAutoencoder.open(random.write(folder))) {
      SaeDescription is = autoencoder.description();
      assertThat(is.site()).contains(new Site(2, Target.RESIDUAL));
      assertThat(is.modelName()).isEqualTo("m");
      assertThat(is.modelDigest()).isEqualTo("abc");
      assertThat(is.averageActive()).hasValue(8.5);
      assertThat(is.kind()).isEqualTo(SaeKind.JUMP_RELU);
    }
  }

  private static double[] widened(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }
}
