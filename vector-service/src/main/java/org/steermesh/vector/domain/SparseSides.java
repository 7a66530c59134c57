package org.steermesh.vector.domain;

/** Which part of a sparse vector is kept. */
public enum SparseSides {
  /** Features of the positive side with positive values, those of the negative with negative. */
  BOTH,
  /** Features of the positive side only. */
  POSITIVE,
  /** Features of the negative side only. */
  NEGATIVE
}
