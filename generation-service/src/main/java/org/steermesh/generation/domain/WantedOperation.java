package org.steermesh.generation.domain;

import java.util.Optional;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.Operation.Nonlinearity;

/** What is to be done with a vector, before it is known whether the vector is dense or sparse. */
public sealed interface WantedOperation {

  /**
   * Adds the vector; a sparse one in the space of its features.
   *
   * @param keepNorm whether the result is rescaled; for dense vectors only
   */
  record Add(boolean keepNorm) implements WantedOperation {}

  /** Removes the component along a dense vector. */
  record ProjectOut() implements WantedOperation {}

  /**
   * Sets the component along a dense vector.
   *
   * @param value the component wanted
   */
  record Clamp(float value) implements WantedOperation {}

  /**
   * Adds a sparse vector in the space of its features.
   *
   * @param nonlinearity applied afterwards; the version's own default if empty
   */
  record SparseAdd(Optional<Nonlinearity> nonlinearity) implements WantedOperation {}

  /** Sets the features of a sparse vector. */
  record SparseClamp() implements WantedOperation {}

  /** What the engine does with a dense vector, [d]; empty when this is for sparse ones only. */
  default Optional<Operation> on(float[] vector) {
    return switch (this) {
      case Add(boolean keepNorm) -> Optional.of(new Operation.Add(vector, keepNorm));
      case ProjectOut _ -> Optional.of(new Operation.ProjectOut(vector));
      case Clamp(float value) -> Optional.of(new Operation.Clamp(vector, value));
      case SparseAdd _, SparseClamp _ -> Optional.empty();
    };
  }

  /** What the engine does with a sparse vector; empty when this is for dense ones only. */
  default Optional<Operation> on(SparsePack pack) {
    return switch (this) {
      case Add(boolean keepNorm) ->
          keepNorm
              ? Optional.empty()
              : Optional.of(pack.addition(pack.support(), pack.nonlinearity()));
      case SparseAdd(Optional<Nonlinearity> wanted) ->
          Optional.of(pack.addition(pack.support(), wanted.orElse(pack.nonlinearity())));
      case SparseClamp _ ->
          pack.isCoupled()
              ? Optional.empty()
              : Optional.of(new Operation.SparseClamp(pack.support()));
      case ProjectOut _, Clamp _ -> Optional.empty();
    };
  }
}
