package org.steermesh.vector.store;

import java.util.NavigableSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.steermesh.vector.domain.Evidence;
import org.steermesh.vector.domain.VersionState;
import org.steermesh.vector.domain.VersionStatus;

/**
 * The stored form of {@link VersionStatus}; nothing is stored of a version without a past. Earlier
 * services did not store actors and descriptions.
 */
record StoredStatus(
    int format,
    VersionState state,
    @Nullable String actor,
    @Nullable Evidence evidence,
    NavigableSet<String> tags,
    @Nullable String description) {

  static byte[] write(VersionStatus status) {
    return StoredJson.write(
        new StoredStatus(
            StoredJson.FORMAT,
            status.state(),
            status.actor(),
            status.evidence(),
            status.tags(),
            status.description()));
  }

  static VersionStatus read(byte @Nullable [] json) {
    if (json == null || json.length == 0) {
      return VersionStatus.NEW;
    }
    StoredStatus stored = StoredJson.read(json, StoredStatus.class);
    StoredJson.checkFormat(stored.format);
    return new VersionStatus(
        stored.state,
        Objects.requireNonNullElse(stored.actor, ""),
        stored.evidence,
        stored.tags,
        Objects.requireNonNullElse(stored.description, ""));
  }
}
