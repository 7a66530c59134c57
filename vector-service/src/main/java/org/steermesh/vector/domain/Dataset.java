package org.steermesh.vector.domain;

import java.time.Instant;

/**
 * A stored data set, without its items. Immutable.
 *
 * @param id the last part of {@code datasets/{dataset}}
 * @param behaviour what the positive completions show
 * @param description for people, may be empty
 * @param format how it was written when uploaded
 * @param itemCount number of contrastive pairs
 * @param digest SHA-256 (hex) of the uploaded bytes
 * @param sizeBytes number of uploaded bytes
 * @param createTime when it was first uploaded
 */
public record Dataset(
    String id,
    String behaviour,
    String description,
    DatasetFormat format,
    int itemCount,
    String digest,
    long sizeBytes,
    Instant createTime) {

  /** Whether this is the same upload as {@code other}, made at whatever time. */
  public boolean sameUpload(Dataset other) {
    return behaviour.equals(other.behaviour)
        && description.equals(other.description)
        && format == other.format
        && digest.equals(other.digest);
  }
}
