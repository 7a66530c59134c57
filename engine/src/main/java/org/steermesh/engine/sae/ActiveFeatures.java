package org.steermesh.engine.sae;

import java.util.Arrays;

/**
 * The active features of n activations: those whose value after the non-linearity is above 0. Row r
 * has the entries from offsets[r] until offsets[r + 1], in ascending order of features.
 *
 * @param offsets [n + 1], from 0 to the number of entries
 * @param features counted from 0
 * @param values one per entry, above 0
 */
public record ActiveFeatures(int[] offsets, int[] features, float[] values) {

  /** Refuses arrays that do not fit each other. */
  public ActiveFeatures {
    int entries = offsets.length == 0 ? -1 : offsets[offsets.length - 1];
    if (entries != features.length || entries != values.length || offsets[0] != 0) {
      throw new IllegalArgumentException(
          "%d features and %d values do not fit the offsets %s"
              .formatted(features.length, values.length, Arrays.toString(offsets)));
    }
  }

  /** Number of activations n. */
  public int rows() {
    return offsets.length - 1;
  }
}
