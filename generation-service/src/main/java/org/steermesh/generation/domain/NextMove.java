package org.steermesh.generation.domain;

/**
 * What a generation loop does next: decided under its lock, done without it.
 *
 * @param <T> a text
 */
sealed interface NextMove<T> {

  /** Tells a text that left the line. */
  record Fail<T>(T turn) implements NextMove<T> {}

  /** Lets a text in. */
  record Join<T>(T turn) implements NextMove<T> {}

  /** Runs a step. */
  record Step<T>() implements NextMove<T> {}

  /** Ends. */
  record Stop<T>() implements NextMove<T> {}
}
