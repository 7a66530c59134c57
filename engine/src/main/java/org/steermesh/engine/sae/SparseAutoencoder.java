package org.steermesh.engine.sae;

import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.checkpoint.WeightsDigest;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.Operation.Nonlinearity;
import org.steermesh.engine.steering.SparseSupport;

/**
 * A sparse autoencoder, mapped until closed: f(a) = sigma(W_enc a + b_enc), where b_dec is
 * subtracted from a first if its configuration says so, and dec(s) = W_dec s + b_dec. Its
 * mathematics is float32 whatever its weights are stored as. The matrices are read where they lie,
 * a block of features at a time, and never copied whole: an autoencoder of a million features needs
 * little more memory than one of a thousand. Safe under concurrent callers; none may call after
 * {@link #close}.
 */
public final class SparseAutoencoder implements AutoCloseable {

  /** Rows of W_dec that are read before their pages are given back. */
  private static final int ROWS_RELEASED = 1024;

  private final Arena arena;
  private final SaeWeights weights;
  private final long blockFloats;
  private final Object lock = new Object();
  private @Nullable Encoder encoder;

  /** Of its own: who encodes does not wait until all weights are read. */
  private final Object digestLock = new Object();

  private @Nullable String digest;
  private volatile boolean isClosing;

  private SparseAutoencoder(Arena arena, SaeWeights weights, long blockFloats) {
    this.arena = arena;
    this.weights = weights;
    this.blockFloats = blockFloats;
  }

  /**
   * Opens an autoencoder of Gemma Scope ({@code params.npz}: JumpReLU, uncompressed) or of SAELens
   * ({@code cfg.json} and {@code sae_weights.safetensors}: standard, JumpReLU or TopK). Biases and
   * thresholds are read and checked; matrices are only mapped.
   *
   * @param path a .npz file, or the folder that holds either form
   * @throws EngineException when a file is missing (CHECKPOINT_MISSING), damaged, not finite or in
   *     contradiction (CHECKPOINT_INVALID), or asks for what is not computed here, such as a
   *     normalised input (ARCHITECTURE_UNSUPPORTED); nothing stays open then
   */
  public static SparseAutoencoder open(Path path) {
    return open(path, Encoder.BLOCK_FLOATS);
  }

  /**
   * The same.
   *
   * @param blockFloats floats of W_enc that are looked at a time
   */
  static SparseAutoencoder open(Path path, long blockFloats) {
    Arena arena = Arena.ofShared();
    try {
      return new SparseAutoencoder(arena, SaeWeights.open(path, arena), blockFloats);
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  /** What it is. */
  public SaeDescription description() {
    return weights.description();
  }

  /**
   * Names this autoencoder: SHA-256 (hex) over its kind, k, whether it subtracts b_dec, and the
   * names, dtypes, shapes and bytes of its weights. The first call reads every byte once, until
   * {@link #close} is called.
   *
   * @throws EngineException CANCELLED when it is closed meanwhile
   */
  public String digest() {
    return digest(() -> false);
  }

  /**
   * The same.
   *
   * @param isStopped asked before each piece, by several threads
   */
  String digest(BooleanSupplier isStopped) {
    synchronized (digestLock) {
      if (digest == null) {
        SaeDescription is = description();
        String text =
            "sae %s k=%d subtracts=%s %s\n"
                .formatted(
                    is.kind(),
                    is.k(),
                    is.subtractsDecoderBias(),
                    WeightsDigest.of(
                        weights.tensors().values(), () -> isStopped.getAsBoolean() || isClosing));
        digest = sha256(text);
      }
      return digest;
    }
  }

  private static String sha256(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * The active features of activations, exactly: the set does not depend on how features are cut
   * into blocks, and of equal pre-activations TopK takes the lower feature. Memory beyond the
   * result: about 200 MB, whatever the width.
   *
   * @param activations row-major [rows * d]
   * @throws EngineException when the width is another (VECTOR_WIDTH_MISMATCH), or a number of the
   *     activations or of the weights is not finite (NOT_FINITE)
   */
  public ActiveFeatures encode(float[] activations, int rows) {
    check(activations, rows);
    return encoder().encode(activations, rows);
  }

  /**
   * What goes into the non-linearity: W_enc a + b_enc, for looking at single activations.
   *
   * @param activations row-major [rows * d]
   * @return row-major [rows * m]
   * @throws EngineException as {@link #encode}
   */
  public float[] preActivations(float[] activations, int rows) {
    check(activations, rows);
    return encoder().preActivations(activations, rows);
  }

  /**
   * Decodes features: W_dec s + b_dec, summed in float64.
   *
   * @return row-major [rows * d]
   * @throws EngineException when a row of W_dec that is used is not finite (CHECKPOINT_INVALID), or
   *     a feature is not one of this autoencoder (VECTOR_WIDTH_MISMATCH)
   */
  public float[] decode(ActiveFeatures active) {
    checkFeatures(active.features());
    int width = description().width();
    SaeTensor decoder = weights.decoder();
    float[] decoded = new float[Math.multiplyExact(active.rows(), width)];
    float[] row = new float[width];
    double[] sum = new double[width];
    for (int r = 0; r < active.rows(); r++) {
      Arrays.setAll(sum, i -> weights.decoderBias()[i]);
      for (int at = active.offsets()[r]; at < active.offsets()[r + 1]; at++) {
        decoder.row(active.features()[at], row, 0);
        double value = active.values()[at];
        for (int i = 0; i < width; i++) {
          sum[i] += value * row[i];
        }
      }
      for (int i = 0; i < width; i++) {
        decoded[r * width + i] = (float) sum[i];
      }
    }
    return decoded;
  }

  /**
   * The rows that a sparse vector touches, for steering without the autoencoder. Where b_dec is
   * subtracted from the input, that is folded into the bias.
   *
   * @param features each at most once, in any order
   * @param values one per feature
   * @throws EngineException for TopK, whose steering needs all rows (ARCHITECTURE_UNSUPPORTED: see
   *     {@link #steering}), for a feature that is none (VECTOR_WIDTH_MISMATCH), or where a row is
   *     not finite (CHECKPOINT_INVALID)
   */
  public SparseSupport support(int[] features, float[] values) {
    if (description().kind() == SaeKind.TOP_K) {
      throw new EngineException(
          EngineReason.ARCHITECTURE_UNSUPPORTED,
          "whether a feature of a TopK autoencoder is active depends on all others, so its rows"
              + " alone cannot steer; JumpReLU and ReLU have a support-only form");
    }
    return rows(features, values);
  }

  /**
   * What adds a sparse vector: the support alone for JumpReLU and ReLU, all rows for TopK.
   *
   * @param features each at most once, in any order
   * @param values one per feature
   * @param nonlinearity after the vector was added: the autoencoder's own, or ReLU
   * @throws EngineException as {@link #support}, and where all rows of a TopK autoencoder are more
   *     than 2^31 numbers (ARCHITECTURE_UNSUPPORTED)
   */
  public Operation steering(int[] features, float[] values, Nonlinearity nonlinearity) {
    SaeDescription is = description();
    if (is.kind() != SaeKind.TOP_K) {
      return new Operation.SparseAdd(rows(features, values), nonlinearity);
    }
    checkDistinct(features, values);
    if ((long) is.features() * is.width() > Integer.MAX_VALUE - 8) {
      throw new EngineException(
          EngineReason.ARCHITECTURE_UNSUPPORTED,
          "steering with a TopK autoencoder needs all of its %d x %d weights at every token; at"
                  .formatted(is.features(), is.width())
              + " most 2^31 are allowed: take a narrower one, or JumpReLU");
    }
    float[] all = new float[is.features()];
    for (int i = 0; i < features.length; i++) {
      all[features[i]] = values[i];
    }
    int[] every = IntStream.range(0, is.features()).toArray();
    return new Operation.SparseTopK(rows(every, all), is.k(), nonlinearity);
  }

  /**
   * Rows of any kind of autoencoder, with the values given: those of TopK steer only when all are
   * there.
   *
   * @param features each at most once, in any order
   * @param values one per feature
   * @throws EngineException as {@link #support}, except for TopK
   */
  public SparseSupport rows(int[] features, float[] values) {
    checkDistinct(features, values);
    int width = description().width();
    float[] encoder = weights.encoder().columns(features);
    float[] decoder = new float[encoder.length];
    float[] bias = new float[features.length];
    float[] threshold = new float[features.length];
    SaeTensor stored = weights.decoder();
    for (int i = 0; i < features.length; i++) {
      stored.row(features[i], decoder, i * width);
      bias[i] = bias(features[i], encoder, i * width);
      threshold[i] = weights.threshold()[features[i]];
    }
    return new SparseSupport(encoder, bias, threshold, decoder, values.clone());
  }

  /**
   * The features whose rows of W_dec lie nearest to a direction or its opposite, by the cosine:
   * what a dense vector is about, in this autoencoder's words. Reads all of W_dec once.
   *
   * @param direction [d]
   * @param most how many; at least 1
   * @return nearest first; fewer where there are fewer features that are not zero
   * @throws EngineException as {@link #encode}, and where a row of W_dec is not finite
   *     (CHECKPOINT_INVALID)
   */
  public List<DecoderRow> nearest(float[] direction, int most) {
    check(direction, 1);
    NearestRows nearest = new NearestRows(direction, most);
    SaeTensor decoder = weights.decoder();
    float[] row = new float[description().width()];
    for (int feature = 0; feature < description().features(); feature++) {
      decoder.row(feature, row, 0);
      nearest.show(feature, row);
      if ((feature + 1) % ROWS_RELEASED == 0) {
        decoder.release(feature + 1 - ROWS_RELEASED, ROWS_RELEASED);
      }
    }
    return nearest.all();
  }

  private float bias(int feature, float[] encoder, int from) {
    double folded = weights.encoderBias()[feature];
    if (description().subtractsDecoderBias()) {
      for (int i = 0; i < description().width(); i++) {
        folded -= (double) weights.decoderBias()[i] * encoder[from + i];
      }
    }
    return (float) folded;
  }

  private void checkDistinct(int[] features, float[] values) {
    checkFeatures(features);
    if (features.length != values.length) {
      throw new EngineException(
          EngineReason.VECTOR_WIDTH_MISMATCH,
          "a sparse vector has %d features but %d values; one value per feature is needed"
              .formatted(features.length, values.length));
    }
    int[] sorted = features.clone();
    Arrays.sort(sorted);
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] == sorted[i - 1]) {
        throw new EngineException(
            EngineReason.VECTOR_WIDTH_MISMATCH,
            "a sparse vector names feature %d twice; once is allowed".formatted(sorted[i]));
      }
    }
  }

  private void checkFeatures(int[] features) {
    int count = description().features();
    for (int feature : features) {
      if (feature < 0 || feature >= count) {
        throw new EngineException(
            EngineReason.VECTOR_WIDTH_MISMATCH,
            "feature %d is none of this autoencoder's; it has features 0 to %d"
                .formatted(feature, count - 1),
            Map.of("feature", String.valueOf(feature), "features", String.valueOf(count)));
      }
    }
  }

  private void check(float[] activations, int rows) {
    int width = description().width();
    if (rows < 0 || activations.length != (long) rows * width) {
      throw new EngineException(
          EngineReason.VECTOR_WIDTH_MISMATCH,
          "%d floats are not %d activations of the autoencoder's width %d"
              .formatted(activations.length, rows, width),
          Map.of("expected", String.valueOf(width)));
    }
    for (int i = 0; i < activations.length; i++) {
      if (!Float.isFinite(activations[i])) {
        throw new EngineException(
            EngineReason.NOT_FINITE,
            "activation %d holds %s; only finite numbers are allowed"
                .formatted(i / width, activations[i]));
      }
    }
  }

  private Encoder encoder() {
    synchronized (lock) {
      if (encoder == null) {
        encoder = new Encoder(weights, blockFloats);
      }
      return encoder;
    }
  }

  /** Waits for whoever reads the digest, who stops after the piece at hand. */
  @Override
  public void close() {
    isClosing = true;
    synchronized (lock) {
      if (encoder != null) {
        encoder.close();
        encoder = null;
      }
    }
    synchronized (digestLock) {
      if (arena.scope().isAlive()) {
        arena.close();
      }
    }
  }
}
