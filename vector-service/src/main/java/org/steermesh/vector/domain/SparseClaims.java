package org.steermesh.vector.domain;

import java.util.Arrays;
import java.util.Objects;

/**
 * Compares what a bundle says of a sparse version with what it holds. Its digest tells that nothing
 * was changed, not that it was ever true.
 *
 * @param recipe how it was made
 * @param content what it says of itself
 */
record SparseClaims(SparseRecipe recipe, SparseContent content) {

  /** Sums of rows that were rounded to float32 once. */
  private static final double DECODED_ROUNDING = 1e-6;

  static SparseClaims of(Version said) {
    return new SparseClaims(
        Objects.requireNonNull(said.provenance().sparse()),
        Objects.requireNonNull(said.sites().getFirst().sparse()));
  }

  /** Refuses a support, or counts, that are not as is said. */
  void checkValues(SparseValues values) {
    require(values.size() >= 1, "it has no feature");
    checkAscending(values.features());
    require(
        content.supportSize() == values.size()
            && content.positiveFeatures() == values.positiveFeatures(),
        "its features are not as many as it says");
    double l1 = values.l1();
    require(
        Math.abs(l1 - content.l1()) <= VersionPayload.NORM_ROUNDING * l1,
        "its L1 norm is %s, not %s".formatted(l1, content.l1()));
    for (float value : values.values()) {
      require(value != 0, "a feature of its support has the value 0");
    }
    checkCounts(values.positiveCounts(), content.positive());
    checkCounts(values.negativeCounts(), content.negative());
    for (int i = 0; i < values.size(); i++) {
      require(
          values.positiveCounts()[i] + values.negativeCounts()[i] > 0,
          "a feature of its support was never active");
    }
  }

  private static void checkCounts(long[] counts, SparseContent.Side side) {
    int active = 0;
    for (long count : counts) {
      if (count < 0 || count > side.rows()) {
        throw VersionPayload.unfit(
            "a feature was active in %d of %d rows".formatted(count, side.rows()));
      }
      active += count > 0 ? 1 : 0;
    }
    require(
        active <= side.activeFeatures(),
        "%d features were active on a side that says %d".formatted(active, side.activeFeatures()));
  }

  /** Refuses rows that are not those of the support, or of all features where all are needed. */
  void checkRows(SparseValues values, int[] features) {
    checkAscending(features);
    switch (recipe.kind()) {
      case RELU, JUMP_RELU ->
          require(
              Arrays.equals(features, values.features()), "its rows are not those of its features");
      case TOP_K ->
          require(
              features.length == recipe.features(),
              "it has the rows of %d features, not of all %d"
                  .formatted(features.length, recipe.features()));
    }
  }

  private void checkAscending(int[] features) {
    for (int i = 0; i < features.length; i++) {
      require(
          features[i] > (i == 0 ? -1 : features[i - 1]) && features[i] < recipe.features(),
          "its features are not ascending, or not of its autoencoder");
    }
  }

  /** Refuses rows whose values are not those of the support. */
  void checkBlock(SparseValues values, RowBlock block) {
    require(
        Arrays.equals(block.values(), RowBlock.of(block.rows(), values).values()),
        "the values of its rows are not those of its features");
  }

  /** Refuses a decoded form that is not the sum of value times row. */
  void checkDecoded(float[] said, double[] sum) {
    double bound = DECODED_ROUNDING * SiteVector.norm(said);
    for (int i = 0; i < sum.length; i++) {
      if (!(Math.abs(sum[i] - said[i]) <= bound)) {
        throw VersionPayload.unfit(
            "number %d of its decoded form is %s, not %s".formatted(i, (float) sum[i], said[i]));
      }
    }
  }

  private static void require(boolean holds, String why) {
    if (!holds) {
      throw VersionPayload.unfit(why);
    }
  }
}
