package org.steermesh.engine.steering;

import java.util.Arrays;
import java.util.List;

/** What operations and gates consist of, as objects that are equal where the numbers are. */
final class EditContent {

  private EditContent() {}

  /** Compared by content. */
  private record Numbers(float[] values) {

    /** Of so many numbers the hash is made: dictionaries have millions. */
    private static final int HASHED = 256;

    @Override
    public boolean equals(Object other) {
      return other instanceof Numbers numbers && Arrays.equals(values, numbers.values);
    }

    @Override
    public int hashCode() {
      int step = 1 + values.length / HASHED;
      int hash = values.length;
      for (int i = 0; i < values.length; i += step) {
        hash = 31 * hash + Float.floatToIntBits(values[i]);
      }
      return hash;
    }
  }

  static List<Object> of(Gate gate) {
    Object condition =
        switch (gate.condition()) {
          case Gate.Projection projection -> new Numbers(projection.direction());
          case Gate.Feature feature -> of(feature.support());
        };
    return List.of(gate.site(), condition, gate.threshold(), gate.closing());
  }

  static List<Object> of(Operation operation) {
    return switch (operation) {
      case Operation.Add add -> List.of("add", add.keepNorm(), new Numbers(add.vector()));
      case Operation.AddEach add -> List.of("add each", new Numbers(add.vectors()));
      case Operation.ProjectOut project -> List.of("project out", new Numbers(project.direction()));
      case Operation.Clamp clamp -> List.of("clamp", clamp.value(), new Numbers(clamp.direction()));
      case Operation.SparseAdd add -> List.of(add.nonlinearity(), of(add.support()));
      case Operation.SparseTopK add ->
          List.of("top k", add.k(), add.nonlinearity(), of(add.support()));
      case Operation.SparseClamp clamp -> List.of("sparse clamp", of(clamp.support()));
    };
  }

  private static List<Object> of(SparseSupport support) {
    return List.of(
        new Numbers(support.values()),
        new Numbers(support.bias()),
        new Numbers(support.threshold()),
        new Numbers(support.encoder()),
        new Numbers(support.decoder()));
  }

  /** Memory of an operation's numbers. */
  static long bytes(Operation operation) {
    return switch (operation) {
      case Operation.Add add -> bytes(add.vector());
      case Operation.AddEach add -> bytes(add.vectors());
      case Operation.ProjectOut project -> bytes(project.direction());
      case Operation.Clamp clamp -> bytes(clamp.direction());
      case Operation.SparseAdd add -> bytes(add.support());
      case Operation.SparseTopK add -> bytes(add.support());
      case Operation.SparseClamp clamp -> bytes(clamp.support());
    };
  }

  /** Memory of a gate's numbers. */
  static long bytes(Gate gate) {
    return switch (gate.condition()) {
      case Gate.Projection projection -> bytes(projection.direction());
      case Gate.Feature feature -> bytes(feature.support());
    };
  }

  private static long bytes(SparseSupport support) {
    return bytes(support.values())
        + bytes(support.bias())
        + bytes(support.threshold())
        + bytes(support.encoder())
        + bytes(support.decoder());
  }

  private static long bytes(float[] values) {
    return (long) values.length * Float.BYTES;
  }
}
