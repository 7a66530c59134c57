package org.steermesh.vector.domain;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.type.FeatureRows;
import org.steermesh.vector.domain.file.BlockConvention;
import org.steermesh.vector.domain.file.InvalidFile;
import org.steermesh.vector.domain.file.LibraryLimits;
import org.steermesh.vector.domain.file.Safetensors.Packed;
import org.steermesh.vector.domain.file.Spool;
import org.steermesh.vector.domain.file.TensorSites;
import org.steermesh.vector.domain.file.VectorFileFormat;

/** The floats of versions as named tensors, and back without loss. */
final class VersionPayload {

  private static final String FEATURES = "features";
  private static final String VALUES = "values";
  private static final String POSITIVE = "positive_counts";
  private static final String NEGATIVE = "negative_counts";
  private static final String DECODED = "decoded";
  private static final String ROW = "row_";

  /** Beside its rows of the autoencoder: feature, value, bias and threshold. */
  private static final int NUMBERS_OF_ROW = 4;

  /** Sums of float64 in another order. */
  static final double NORM_ROUNDING = 1e-9;

  private final VectorCatalog catalog;
  private final LibraryLimits limits;

  VersionPayload(VectorCatalog catalog, LibraryLimits limits) {
    this.catalog = catalog;
    this.limits = limits;
  }

  /** The tensors of a dense version, {@code block.N.TARGET} each. */
  static Map<String, Packed> dense(
      Version version, List<SiteVector> vectors, BlockConvention naming) {
    Map<String, Packed> tensors = new LinkedHashMap<>();
    for (SiteVector vector : vectors) {
      tensors.put(TensorSites.nameOf(vector.site(), naming), packed(version, vector));
    }
    return tensors;
  }

  /** A vector as its version stores it. */
  static Packed packed(Version version, SiteVector vector) {
    ByteBuffer bytes =
        ByteBuffer.wrap(version.storedDtype().toBytes(vector.values()))
            .order(ByteOrder.LITTLE_ENDIAN);
    return switch (version.storedDtype()) {
      case F32 -> Packed.of(bytes, version.width());
      case F16 -> Packed.ofHalves(bytes, version.width());
    };
  }

  /** What a version's file is called where it is too large. */
  static String file(Version version) {
    return "the file of " + VectorCatalog.nameOf(version);
  }

  /**
   * The tensors of a sparse version: its features, and its rows of the autoencoder, which lie in
   * the spools. Only one block of rows is in memory at a time.
   */
  Map<String, Packed> sparse(Version version, Spool encoder, Spool decoder) {
    SparseContent content = Objects.requireNonNull(version.sites().getFirst().sparse());
    int width = version.width();
    limits.whole().checkBytes("what is in memory of " + file(version), inMemory(content, width));
    SparseVector vector = catalog.readSparse(version);
    int rows = vector.rows().rows();
    limits.streamed().checkBytes(file(version), (long) rows * RowBlock.rowBytes(width));
    int[] features = new int[rows];
    float[][] numbers = {new float[rows], new float[rows], new float[rows]};
    int[] next = {0};
    catalog.readAndHashRows(
        version,
        block -> {
          int count = block.rows().size();
          System.arraycopy(block.rows().features(), 0, features, next[0], count);
          System.arraycopy(block.values(), 0, numbers[0], next[0], count);
          System.arraycopy(block.rows().bias(), 0, numbers[1], next[0], count);
          System.arraycopy(block.rows().threshold(), 0, numbers[2], next[0], count);
          encoder.write(Digests.toBytes(block.rows().encoder()));
          decoder.write(Digests.toBytes(block.rows().decoder()));
          next[0] += count;
        });
    Map<String, Packed> tensors = new LinkedHashMap<>();
    tensors.put(FEATURES, Packed.of(vector.values().features()));
    tensors.put(VALUES, Packed.of(vector.values().values(), vector.values().size()));
    tensors.put(POSITIVE, Packed.of(vector.values().positiveCounts()));
    tensors.put(NEGATIVE, Packed.of(vector.values().negativeCounts()));
    tensors.put(DECODED, Packed.of(vector.decoded(), width));
    tensors.put(ROW + FEATURES, Packed.of(features));
    tensors.put(ROW + VALUES, Packed.of(numbers[0], rows));
    tensors.put(ROW + "bias", Packed.of(numbers[1], rows));
    tensors.put(ROW + "threshold", Packed.of(numbers[2], rows));
    tensors.put(ROW + "encoder", Packed.of(encoder.content(), rows, width));
    tensors.put(ROW + "decoder", Packed.of(decoder.content(), rows, width));
    return tensors;
  }

  /** The vectors of {@link #dense}, in the order of the version's sites. */
  static List<SiteVector> dense(Version version, Map<String, Packed> tensors) {
    if (tensors.size() != version.sites().size()) {
      throw unfit("it has %d tensors".formatted(tensors.size()));
    }
    List<SiteVector> vectors = new ArrayList<>();
    for (VersionSite site : version.sites()) {
      String name = TensorSites.nameOf(site.site(), BlockConvention.BLOCK_OUTPUT);
      if (version.storedDtype() == StoredDtype.F16 && !tensor(tensors, name).isHalves()) {
        throw unfit("its tensor " + name + " is not float16");
      }
      vectors.add(new SiteVector(site.site(), floats(tensors, name, version.width())));
    }
    return vectors;
  }

  /** What {@link #sparse} told of the features. */
  static SparseValues values(Map<String, Packed> tensors, int size) {
    int[] features = sized(tensors, FEATURES, size).ints();
    return new SparseValues(
        features,
        floats(tensors, VALUES, size),
        sized(tensors, POSITIVE, size).longs(),
        sized(tensors, NEGATIVE, size).longs());
  }

  /** The features of whose rows {@link #sparse} told. */
  static int[] rowFeatures(Map<String, Packed> tensors, int rows) {
    return sized(tensors, ROW + FEATURES, rows).ints();
  }

  /** Bytes of a sparse version that are in memory as a whole, while its rows pass through. */
  static long inMemory(SparseContent content, int width) {
    return SparseVector.sizeBytes(content.supportSize(), width)
        + (long) NUMBERS_OF_ROW * Float.BYTES * content.rows();
  }

  /** What {@link #sparse} told of the decoded form. */
  static float[] decoded(Version version, Map<String, Packed> tensors) {
    return floats(tensors, DECODED, version.width());
  }

  /** Shows what {@link #sparse} told of the rows, cut as a build cuts them, block by block. */
  static void readRows(Version version, Map<String, Packed> tensors, Consumer<RowBlock> sink) {
    int width = version.width();
    int[] features =
        rowFeatures(tensors, Objects.requireNonNull(version.sites().getFirst().sparse()).rows());
    float[] values = floats(tensors, ROW + VALUES, features.length);
    float[] bias = floats(tensors, ROW + "bias", features.length);
    float[] threshold = floats(tensors, ROW + "threshold", features.length);
    long size = (long) features.length * width;
    Packed encoder = sized(tensors, ROW + "encoder", size);
    Packed decoder = sized(tensors, ROW + "decoder", size);
    int step = RowBlock.rowsPerBlock(width);
    for (int from = 0; from < features.length; from += step) {
      int to = Math.min(features.length, from + step);
      int count = (to - from) * width;
      sink.accept(
          new RowBlock(
              new FeatureRows(
                  Arrays.copyOfRange(features, from, to),
                  finite(ROW + "encoder", encoder.floats(from * width, count)),
                  Arrays.copyOfRange(bias, from, to),
                  Arrays.copyOfRange(threshold, from, to),
                  finite(ROW + "decoder", decoder.floats(from * width, count))),
              Arrays.copyOfRange(values, from, to)));
    }
  }

  private static float[] floats(Map<String, Packed> tensors, String name, long count) {
    return finite(name, sized(tensors, name, count).floats());
  }

  private static Packed sized(Map<String, Packed> tensors, String name, long count) {
    Packed packed = tensor(tensors, name);
    if (packed.count() != count) {
      throw unfit("its tensor " + name + " has " + packed.count() + " numbers");
    }
    return packed;
  }

  private static float[] finite(String name, float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new SteermeshException(
            ErrorReason.NOT_FINITE, "the tensor " + name + " has a number " + value);
      }
    }
    return values;
  }

  private static Packed tensor(Map<String, Packed> tensors, String name) {
    Packed packed = tensors.get(name);
    if (packed == null) {
      throw unfit("it has no tensor " + name);
    }
    return packed;
  }

  static SteermeshException unfit(String why) {
    return InvalidFile.because(
        VectorFileFormat.BUNDLE, "its payload is not that of its version: " + why);
  }

  /** Refuses a norm that is not that of the floats: guards of the dose believe it. */
  static void checkNorm(VersionSite said, float[] values) {
    double norm = SiteVector.norm(values);
    if (!(Math.abs(norm - said.vectorNorm()) <= NORM_ROUNDING * norm)) {
      throw unfit("its norm at %s is %s, not %s".formatted(said.site(), norm, said.vectorNorm()));
    }
  }

  /** Refuses NaN, infinities and a vector of zeros. */
  static void checkDirection(SiteVector vector) {
    for (float value : vector.values()) {
      if (!Float.isFinite(value)) {
        throw new SteermeshException(
            ErrorReason.NOT_FINITE, "the vector at " + vector.site() + " has a number " + value);
      }
    }
    if (vector.norm() == 0) {
      throw new SteermeshException(
          ErrorReason.VECTOR_ZERO, "the vector at " + vector.site() + " is zero");
    }
  }
}
