package org.steermesh.vector.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.steermesh.vector.domain.task.TaskContent;

/**
 * A stored data set, without its items. Immutable.
 *
 * @param id the last part of {@code datasets/{dataset}}
 * @param behaviour what the positive completions show
 * @param description for people, may be empty
 * @param format how it was written when uploaded
 * @param itemCount number of contrastive pairs, or of multiple-choice items
 * @param digest SHA-256 (hex) of the uploaded bytes
 * @param sizeBytes number of uploaded bytes
 * @param createTime when it was first uploaded
 * @param content what only multiple-choice items have; null for contrastive pairs
 * @param restored whether a backup told of it: then digest and bytes are believed
 */
public record Dataset(
    String id,
    String behaviour,
    String description,
    DatasetFormat format,
    int itemCount,
    String digest,
    long sizeBytes,
    Instant createTime,
    @Nullable TaskContent content,
    boolean restored) {

  /**
   * In what an upload differs from {@code other}, made at whatever time: the fields of the
   * contract; empty when it is the same.
   */
  public List<String> differencesFrom(Dataset other) {
    List<String> fields = new ArrayList<>();
    addUnlessEqual(fields, "behaviour", behaviour, other.behaviour);
    addUnlessEqual(fields, "description", description, other.description);
    addUnlessEqual(fields, "format", format, other.format);
    addUnlessEqual(fields, "task", task(), other.task());
    addUnlessEqual(fields, "digest", digest, other.digest);
    return List.copyOf(fields);
  }

  /** Name of the definition that read it; empty for contrastive pairs. */
  public String task() {
    return content == null ? "" : content.task();
  }

  private static void addUnlessEqual(List<String> fields, String field, Object here, Object there) {
    if (!Objects.equals(here, there)) {
      fields.add(field);
    }
  }
}
