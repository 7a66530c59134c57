package org.steermesh.engine.steering;

/** What an intervention does to an activation a of width d; lambda is the strength. */
public sealed interface Operation {

  /**
   * a + lambda v, optionally rescaled to the norm of a.
   *
   * @param vector v, [d]
   * @param keepNorm whether the result is rescaled to the norm before the edit
   */
  record Add(float[] vector, boolean keepNorm) implements Operation {}

  /**
   * a + lambda v, with a vector v of its own for every position: what is known of a sequence
   * position by position is put into it. Positions after the last vector stay as they are.
   *
   * @param positions number of vectors n, the first for position 0
   * @param vectors row-major [n * d]; rows of positions that are not selected do not count
   */
  record AddEach(int positions, float[] vectors) implements Operation {

    /** Refuses an empty list. */
    public AddEach {
      if (positions < 1) {
        throw new IllegalArgumentException(positions + " positions must be 1 or more");
      }
    }
  }

  /**
   * a - lambda (a.u) u with u = direction / |direction|.
   *
   * @param direction [d], of any length but zero
   */
  record ProjectOut(float[] direction) implements Operation {}

  /**
   * Sets the component along u = direction / |direction| to a value: a + lambda (value - a.u) u.
   *
   * @param direction [d], of any length but zero
   * @param value the component wanted
   */
  record Clamp(float[] direction, float value) implements Operation {}

  /**
   * Sparse activation steering on the support alone: a + sum over the support of (s(z + lambda v) -
   * z) W_dec, with z = sigma(W_enc a + b_enc) and s one of {@link Nonlinearity}. Equals decoding
   * the steered features and adding the reconstruction error back, for element-wise sigma.
   *
   * @param support the rows of the autoencoder that v touches, and v's values
   * @param nonlinearity s
   */
  record SparseAdd(SparseSupport support, Nonlinearity nonlinearity) implements Operation {}

  /**
   * Sets features to values and keeps the reconstruction error: a + lambda sum (value - z) W_dec.
   *
   * @param support the rows of the autoencoder, and the values wanted
   */
  record SparseClamp(SparseSupport support) implements Operation {}

  /**
   * Sparse activation steering with a TopK autoencoder, in full, since which features are active
   * depends on all of them: a + (s(z + lambda v) - z) W_dec, with z = sigma(W_enc a + b_enc) and s
   * one of {@link Nonlinearity}. Its own non-linearity is applied a second time: of the features
   * that were active and those that v adds, the k largest stay, of equal ones the lower; so a
   * feature that v adds may push out one that it does not name. Costs two products with the whole
   * dictionary at every token.
   *
   * @param support all rows of the autoencoder in their order, and v with its zeros; thresholds are
   *     not looked at
   * @param k of its non-linearity
   * @param nonlinearity s
   */
  record SparseTopK(SparseSupport support, int k, Nonlinearity nonlinearity) implements Operation {}

  /** The non-linearity after a sparse vector is added to the features. */
  enum Nonlinearity {
    /** The autoencoder's own: x where x &gt; threshold, else 0; or TopK. */
    OWN,
    /** max(x, 0). */
    RELU
  }
}
