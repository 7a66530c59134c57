package org.steermesh.engine.decoder;

import java.util.List;
import org.jspecify.annotations.Nullable;
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
 * @param parameters of the edit or gate, uploaded; see {@link EditParameters}
 * @param gated the edit that a gate closes; none of any other tap
 */
public record Tap(
    int block,
    Point point,
    Kind kind,
    long[] rows,
    float[] strengths,
    long[] directions,
    List<NativeValue> parameters,
    @Nullable Tap gated) {

  /** Numbers a measured edit gives per row: |x|, |change|, projection before, and after. */
  public static final int MEASURES = 4;

  /** Copies the list. */
  public Tap {
    parameters = List.copyOf(parameters);
  }

  /** A tap that changes. */
  public static Tap edit(Place place, Kind kind, Rows rows, List<NativeValue> parameters) {
    return new Tap(
        place.block(),
        place.point(),
        kind,
        rows.rows(),
        rows.strengths(),
        rows.directions(),
        parameters,
        null);
  }

  /**
   * A tap that closes an edit, which follows it: where the condition is not met, that one's
   * strength becomes 0. It gives 1 for each row where it is open, else 0.
   *
   * @param kind of condition
   * @param rows the tokens of the edit, in its order, as this block counts them; where the kind
   *     remembers, strengths are 1 where it was open before the token, else 0, and directions which
   *     of the tokens stands before it in its sequence, or -1
   * @param gated the edit
   */
  public static Tap gate(
      Place place, Kind kind, Rows rows, List<NativeValue> parameters, Tap gated) {
    return new Tap(
        place.block(),
        place.point(),
        kind,
        rows.rows(),
        rows.strengths(),
        rows.directions(),
        parameters,
        gated);
  }

  /** Where a tap is. */
  public record Place(int block, Point point) {}

  /** What an edit changes; see {@link Tap}. */
  public record Rows(long[] rows, float[] strengths, long[] directions) {}

  /** A tap that reads. */
  public static Tap read(int block, Point point, long[] rows) {
    return new Tap(block, point, Kind.READ, rows, new float[0], new long[0], List.of(), null);
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
    SPARSE_TOP_K_RELU(9),
    /** Opens where the component along a direction is above a threshold. */
    GATE_PROJECTION(10),
    /** Opens where a feature of an autoencoder is. */
    GATE_FEATURE(11),
    /** As the first, and stays open until the component is no longer above another threshold. */
    GATE_PROJECTION_REMEMBERING(12),
    /** As the second, in the same way. */
    GATE_FEATURE_REMEMBERING(13);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /** Whether what it does to a token depends on the tokens before. */
    boolean remembers() {
      return this == GATE_PROJECTION_REMEMBERING || this == GATE_FEATURE_REMEMBERING;
    }

    /** The number by which the program knows this kind. */
    int code() {
      return code;
    }
  }
}
