package org.steermesh.vector.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

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

  /**
   * In what an upload differs from {@code other}, made at whatever time: the fields of the
   * contract; empty when it is the same.
   */
  public List<String> differencesFrom(Dataset other) {
    List<String> fields = new ArrayList<>();
    addUnlessEqual(fields, "behaviour", behaviour, other.behaviour);
    addUnlessEqual(fields, "description", description, other.description);
    addUnlessEqual(fields, "format", format, other.format);
    addUnlessEqual(fields, "digest", digest, other.digest);
    return List.copyOf(fields);
  }

  private static void addUnlessEqual(List<String> fields, String field, Object here, Object there) {
    if (!here.equals(there)) {
      fields.add(field);
    }
  }
}
