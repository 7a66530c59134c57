package org.steermesh.engine.steering;

import java.util.Arrays;
import org.steermesh.engine.decoder.Tap;

/** What an edit did to each token of an input that it looked at, in their order. */
final class InputNotes {

  /** Of a token: whether the gate was open, lambda, and the measures. */
  static final int WIDTH = 2 + Tap.MEASURES;

  private float[] notes = new float[8 * WIDTH];
  private int size;

  /** Notes a token; a gate that left it alone makes all but the first number 0. */
  void add(boolean open, float strength, float[] measures, int at) {
    if (size + WIDTH > notes.length) {
      notes = Arrays.copyOf(notes, 2 * notes.length);
    }
    Arrays.fill(notes, size, size + WIDTH, 0);
    if (open) {
      notes[size] = 1;
      notes[size + 1] = strength;
      System.arraycopy(measures, at, notes, size + 2, Tap.MEASURES);
    }
    size += WIDTH;
  }

  /** The notes of so many tokens. */
  float[] of(int first, int count) {
    return Arrays.copyOfRange(notes, first * WIDTH, (first + count) * WIDTH);
  }
}
