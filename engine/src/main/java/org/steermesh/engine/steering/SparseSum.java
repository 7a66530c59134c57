package org.steermesh.engine.steering;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;

/**
 * Several sparse vectors on one autoencoder and site as one: their values weighted by their
 * strengths and summed over the union of their supports, so that one non-linearity acts on all of
 * them (method 3.3). Two edits in a row would be another thing: the second would read what the
 * first left.
 */
public final class SparseSum {

  private SparseSum() {}

  /**
   * One of the vectors.
   *
   * @param features of the autoencoder, one per row of the support, each at most once
   * @param support the rows and values
   * @param strength lambda
   */
  public record Term(int[] features, SparseSupport support, float strength) {

    /** Refuses features that are not one per row. */
    public Term {
      if (features.length != support.size()) {
        throw new EngineException(
            EngineReason.VECTOR_WIDTH_MISMATCH,
            "a sparse vector names %d features but has %d rows; one row per feature is needed"
                .formatted(features.length, support.size()));
      }
    }
  }

  /** A row of a support. */
  private record Row(SparseSupport support, int index) {

    int width() {
      return support.encoder().length / support.size();
    }

    boolean isSame(Row other) {
      return width() == other.width()
          && support.bias()[index] == other.support.bias()[other.index]
          && support.threshold()[index] == other.support.threshold()[other.index]
          && isSame(support.encoder(), other, other.support.encoder())
          && isSame(support.decoder(), other, other.support.decoder());
    }

    private boolean isSame(float[] mine, Row other, float[] others) {
      int width = width();
      return Arrays.equals(
          mine,
          index * width,
          (index + 1) * width,
          others,
          other.index * width,
          (other.index + 1) * width);
    }
  }

  /** What is summed for one feature. */
  private static final class Sum {
    private final Row row;
    private double value;

    Sum(Row row) {
      this.row = row;
    }
  }

  /**
   * Merges vectors; the result is to be used with strength 1. Terms of strength 0 are left out.
   * Whether all are of one autoencoder is the caller's to know, by its digest; rows that contradict
   * each other are refused all the same.
   *
   * @return features ascending, or nothing where every strength is 0
   * @throws EngineException when a term names a feature twice, or two terms have different rows for
   *     one feature (VECTOR_WIDTH_MISMATCH)
   */
  public static Optional<SparseSupport> of(List<Term> terms) {
    Map<Integer, Sum> sums = new TreeMap<>();
    for (Term term : terms) {
      if (term.strength() != 0) {
        add(term, sums);
      }
    }
    return sums.isEmpty() ? Optional.empty() : Optional.of(joined(List.copyOf(sums.values())));
  }

  private static void add(Term term, Map<Integer, Sum> sums) {
    int[] sorted = term.features().clone();
    Arrays.sort(sorted);
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] == sorted[i - 1]) {
        throw refused(sorted[i], "is named twice by one vector; once is allowed");
      }
    }
    for (int i = 0; i < term.features().length; i++) {
      int feature = term.features()[i];
      Row row = new Row(term.support(), i);
      Sum sum = sums.computeIfAbsent(feature, _ -> new Sum(row));
      if (!sum.row.isSame(row)) {
        throw refused(feature, "has other rows in another vector; all must be of one autoencoder");
      }
      sum.value += (double) term.strength() * term.support().values()[i];
    }
  }

  private static SparseSupport joined(List<Sum> sums) {
    int size = sums.size();
    int width = sums.getFirst().row.width();
    SparseSupport joined =
        new SparseSupport(
            new float[size * width],
            new float[size],
            new float[size],
            new float[size * width],
            new float[size]);
    for (int i = 0; i < size; i++) {
      Row row = sums.get(i).row;
      if (row.width() != width) {
        throw new EngineException(
            EngineReason.VECTOR_WIDTH_MISMATCH,
            "vectors of width %d and %d cannot be one; all must be of one autoencoder"
                .formatted(width, row.width()));
      }
      SparseSupport from = row.support();
      System.arraycopy(from.encoder(), row.index() * width, joined.encoder(), i * width, width);
      System.arraycopy(from.decoder(), row.index() * width, joined.decoder(), i * width, width);
      joined.bias()[i] = from.bias()[row.index()];
      joined.threshold()[i] = from.threshold()[row.index()];
      joined.values()[i] = (float) sums.get(i).value;
    }
    return joined;
  }

  private static EngineException refused(int feature, String why) {
    return new EngineException(
        EngineReason.VECTOR_WIDTH_MISMATCH,
        "feature " + feature + " " + why,
        Map.of("feature", String.valueOf(feature)));
  }
}
