package org.steermesh.vector.domain;

/** How the bytes of a data set are written. */
public enum DatasetFormat {
  /** The layout that {@link CaaJsonReader} reads. */
  CAA_JSON,
  /** Files that a task definition reads. */
  TASK
}
