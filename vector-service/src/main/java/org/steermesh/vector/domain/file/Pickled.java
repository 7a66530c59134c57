package org.steermesh.vector.domain.file;

import java.util.List;
import java.util.Map;

/** What a pickle of tensors can hold. Everything else is refused where it is met. */
sealed interface Pickled {

  /** None, a truth, a number: nothing that a vector is made of. */
  record Scalar() implements Pickled {}

  /** A whole number. */
  record Whole(long value) implements Pickled {}

  /** A text. */
  record Text(String value) implements Pickled {}

  /** A name that is known to be harmless; nothing is ever loaded for it. */
  record Known(String name) implements Pickled {}

  /** A tuple. */
  record Tuple(List<Pickled> items) implements Pickled {}

  /** A list, filled as the pickle is read. */
  record Listed(List<Pickled> items) implements Pickled {}

  /** A dictionary, filled as the pickle is read; keys are texts or whole numbers, as text. */
  record Dictionary(Map<String, Pickled> items) implements Pickled {}

  /**
   * Numbers in an entry of their own.
   *
   * @param type {@code FloatStorage} and the like
   * @param key name of the entry
   * @param count how many
   */
  record Storage(String type, String key, long count) implements Pickled {}

  /**
   * A tensor in a storage.
   *
   * @param offset of its first number
   * @param shape sizes
   * @param strides steps between numbers, per dimension
   */
  record TensorOf(Storage storage, long offset, int[] shape, long[] strides) implements Pickled {}
}
