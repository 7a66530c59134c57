package org.steermesh.engine.decoder;

import java.util.List;
import org.steermesh.engine.torch.NativeValue;

/**
 * Reads or edits one point of one block on listed tokens; other tokens keep their bits. Taps of one
 * point act in list order.
 *
 * @param block decoder block
 * @param point where in it
 * @param kind what happens
 * @param rows flat token indices in the window, n of them, none twice
 * @param strengths of an edit, [n]; empty for a read
 * @param directions which of the edit's directions each row takes, [n]; empty for a read
 * @param parameters of the edit, uploaded; see {@link EditParameters}
 */
public record Tap(
    int block,
    Point point,
    Kind kind,
    long[] rows,
    float[] strengths,
    long[] directions,
    List<NativeValue> parameters) {

  /** Numbers a measured edit gives per row: |x|, |change|, projection before, and after. */
  public static final int MEASURES = 4;

  /** Copies the list. */
  public Tap {
    parameters = List.copyOf(parameters);
  }

  /** A tap that reads. */
  public static Tap read(int block, Point point, long[] rows) {
    return new Tap(block, point, Kind.READ, rows, new float[0], new long[0], List.of());
  }

  /** What a tap does. */
  public enum Kind {
    /** Copies the rows out. */
    READ(0),
    /** Adds strength times the vector. */
    ADD(1),
    /** Adds, then rescales to the norm before. */
    ADD_KEEP_NORM(2),
    /** Removes strength times the component along the direction. */
    PROJECT_OUT(3),
    /** Moves the component along the direction towards a value. */
    CLAMP(4),
    /** Sparse steering with the autoencoder's own non-linearity. */
    SPARSE_ADD(5),
    /** Sparse steering with ReLU. */
    SPARSE_ADD_RELU(6),
    /** Sets features of the autoencoder. */
    SPARSE_CLAMP(7),
    /** Sparse steering with a TopK autoencoder, all of its rows, and its own non-linearity. */
    SPARSE_TOP_K(8),
    /** The same with ReLU. */
    SPARSE_TOP_K_RELU(9);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /** The number by which the program knows this kind. */
    int code() {
      return code;
    }
  }
}
